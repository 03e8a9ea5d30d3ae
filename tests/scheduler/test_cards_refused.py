"""Fallback to text: while the platform refuses cards messages are sent as text, afterwards as cards again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.menu import MENU
from bot.outbound import Lane, Post
from bot.ports import Blame, Capabilities, Card, CardKind, PlatformError, Receipt
from regulation.states import Action
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.record_outcome import tell_breaker
from scheduler.sweeps import file_download
from scheduler.sweeps.menus import Menus
from store.cases import stored_drafts
from store.files import attachments
from store.messages import taking
from tests.scheduler.fake_platform import FakePlatform, times
from tests.scheduler.rig import OFFICER_A, OPERATOR, OPERATORS, PROPOSER, Rig

NO_CARDS = PlatformError("43012", retryable=True, code="43012", cards_refused=True)
NO_SECRET = PlatformError("Secret 不正确（40001）", retryable=False, code="40001", blame=Blame.APP)
WITHOUT = Capabilities(cards=False, update=False)


class CardRefusingPlatform(FakePlatform):
    """Refuses cards while `refusing`; after the first refusal its dialect is text until `accept_cards`."""

    refusing = False

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        if self.refusing and message["msgtype"] == "template_card":
            self.dialect, self.capabilities = "wecom_text", WITHOUT
            raise NO_CARDS
        return super().send(user, message, key=key)

    def accept_cards(self) -> None:
        self.refusing, self.dialect, self.capabilities = False, "wecom", Capabilities()


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def refusing_platform(rig: Rig) -> CardRefusingPlatform:
    phones = CardRefusingPlatform(rig.clock.now)
    rig.platform = phones
    rig.deps = rig.machine(rig.store)
    return phones


def menu_of(rig: Rig, user: str) -> dict[str, Any]:
    with rig.store.read() as session:
        return stored_drafts.offered(session, rig.person(user).id)


def test_a_refused_card_is_sent_once_as_text(rig: Rig, refusing_platform: CardRefusingPlatform) -> None:
    refusing_platform.refusing = True
    number = rig.filed()
    rig.deliver()
    for user in OPERATORS:
        (sent,) = refusing_platform.to(user, number)
        assert (sent.message["msgtype"], sent.at) == ("text", rig.now)
    assert {row.state for row in rig.outbox()} == {"sent"}
    assert all(row.attempts <= 1 for row in rig.outbox())


def test_numbered_choices_of_the_text_work(rig: Rig, refusing_platform: CardRefusingPlatform) -> None:
    """The card was queued before the refusal, so the numbered choices are stored when it is rendered as text."""
    refusing_platform.refusing = True
    number = rig.filed()
    rig.deliver()
    (sent,) = refusing_platform.to(OPERATOR, number)
    shown, command = next((n, said) for n, said in menu_of(rig, OPERATOR).items() if said.startswith("收办"))
    assert number in command
    assert f"{shown} 收办" in sent.text or f"{shown}. 收办" in sent.text or f"{shown}．收办" in sent.text
    rig.send_text(OPERATOR, shown)
    assert rig.ticket(number).seq > 1


def test_numbers_of_an_old_text_expire_under_a_card(rig: Rig, refusing_platform: CardRefusingPlatform) -> None:
    """After a card a bare `1` is an answer by itself, no choice of an old text; choices of a notice stay valid."""
    with rig.store.write() as session:
        stored_drafts.offer(session, rig.person(PROPOSER).id, {"1": "撤回", "21": "确认"}, rig.now)
    rig.send_text(PROPOSER, "我的异议")
    rig.deliver()
    assert len(refusing_platform.arrived) == 1
    assert menu_of(rig, PROPOSER) == {"21": "确认"}


def test_cards_in_chats_are_redrawn_when_cards_are_back(rig: Rig, refusing_platform: CardRefusingPlatform) -> None:
    number = rig.filed()
    rig.deliver()
    refusing_platform.dialect, refusing_platform.capabilities = "wecom_text", WITHOUT
    rig.act(number, Action.ACCEPT, OPERATOR)
    rig.deliver()
    waiting = {row.user for row in rig.outbox(kind="update") if row.state == "waiting"}
    assert refusing_platform.updated == []
    refusing_platform.accept_cards()
    rig.later(minutes=1)
    rig.deliver()
    assert {sent.user for sent in refusing_platform.updated} >= waiting
    assert not [row for row in rig.outbox(kind="update") if row.state == "waiting"]


def test_a_redraw_expires(rig: Rig, refusing_platform: CardRefusingPlatform) -> None:
    number = rig.filed()
    rig.deliver()
    refusing_platform.dialect, refusing_platform.capabilities = "wecom_text", WITHOUT
    rig.act(number, Action.ACCEPT, OPERATOR)
    for _ in range(27):
        rig.deliver()
        rig.later(minutes=1)
    assert {row.state for row in rig.outbox(kind="update")} <= {"superseded", "sent"}


def test_an_open_circuit_is_reported(rig: Rig) -> None:
    breaker = CircuitBreaker()
    breaker.record_failure("wecom", 1, rig.now, app=True, reason="本机 IP 不在企业可信 IP 之内（60020）")
    rig.deps.counters.watch(breaker.health_problems)
    assert [*rig.deps.counters.health_problems()] == [
        "wecom 暂停发送：本机 IP 不在企业可信 IP 之内（60020），09-16 10:00 起，10:01 再试"
    ]
    breaker.record_success("wecom")
    assert [*rig.deps.counters.health_problems()] == []


def test_error_texts_of_the_platform_are_not_shown(rig: Rig) -> None:
    """`/healthz` needs no login, and an error's hint contains addresses, accounts and numbers."""
    error = PlatformError("IP（60020）", retryable=False, hint="from ip: 203.0.113.9", blame=Blame.APP)
    assert str(error) == "IP（60020）from ip: 203.0.113.9"

    class RefusingPlatform(FakePlatform):
        def publish_menu(self, entries: object) -> None:
            raise error

    rig.post(OFFICER_A, "请签收")
    with rig.store.write() as session:
        (parcel,) = taking.due(session, rig.store.vault, rig.now, limit=1)
    breaker, menus = CircuitBreaker(), Menus({"wecom": RefusingPlatform(rig.clock.now)}, MENU)
    tell_breaker(Outcome(parcel, Fate.FAILED, error=error, reason=str(error)), breaker, rig.now)
    menus.tried()
    told = [*breaker.health_problems(), *menus.health_problems()]
    assert ["60020" in line for line in told] == [True, True]
    assert "203.0.113.9" not in "".join(told)


def test_the_menu_is_retried_until_accepted(rig: Rig) -> None:
    class RecoveringPlatform(FakePlatform):
        left = 2

        def publish_menu(self, entries: object) -> None:
            self.left -= 1
            if self.left >= 0:
                raise NO_SECRET

    menus = Menus({"wecom": RecoveringPlatform(rig.clock.now)}, [])
    assert [menus.tried(), menus.tried()] == [False, False]
    assert [*menus.health_problems()] == ["wecom 应用菜单还没有设成：Secret 不正确（40001），稍后自动再试"]
    assert menus.tried()
    assert [*menus.health_problems()] == []


def test_a_file_is_downloaded_after_the_secret_is_corrected(rig: Rig) -> None:
    """The refusal concerns the app: the file is downloaded once it is corrected, and its sender is not notified."""
    with rig.store.write() as session:
        owner = rig.person(PROPOSER).id
        row = attachments.expect(
            session, rig.store.vault, person_id=owner, platform="wecom", media_id="m1", now=rig.now
        )
    rig.platform.before = times(1, NO_SECRET)
    assert file_download.sweep(rig.deps, rig.now) == 0
    with rig.store.read() as session:
        found = attachments.attachment(session, row.id)
    assert found is not None
    assert found.state == "pending"
    assert rig.outbox() == []


def test_a_card_queued_as_text_is_sent_as_a_card_after_recovery(
    rig: Rig, refusing_platform: CardRefusingPlatform
) -> None:
    refusing_platform.dialect, refusing_platform.capabilities = "wecom_text", WITHOUT
    number = rig.filed()
    refusing_platform.accept_cards()
    rig.deliver()
    assert all(sent.message["msgtype"] == "template_card" for sent in refusing_platform.to(OPERATOR, number))


def test_a_refused_notice_without_choices_is_sent_as_text(rig: Rig, refusing_platform: CardRefusingPlatform) -> None:
    refusing_platform.refusing = True
    with rig.store.write() as session:
        post = Post(session, rig.store.vault, rig.now, rig.deps.dialects)
        post.notify(rig.person(OFFICER_A), Card(CardKind.NOTICE, title="通知"), event="n", lane=Lane.TASK)
    rig.deliver()
    assert len(refusing_platform.to(OFFICER_A, "通知")) == 1
