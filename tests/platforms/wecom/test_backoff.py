"""Backoff after a refusal: retried after a pause that is measured by the monotonic clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.ports import Blame, PlatformError
from platforms.wecom import WeCom
from platforms.wecom.backoff import Backoff
from platforms.wecom.rate_limit import Bans
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import NOW, SETTINGS, StandingClock
from tests.platforms.wecom.test_sending import CARD, HELLO, SEND, SENT, UPDATE

TOKEN = "/cgi-bin/gettoken"
REFUSED = PlatformError("no", retryable=False, code="43012")
MINUTE = timedelta(minutes=1)


@dataclass
class Ticks:
    """A monotonic clock that is advanced by hand."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def wecom(clock: StandingClock, ticks: Ticks) -> WeCom:
    return WeCom(SETTINGS, clock, ticks)


def refused(call: Callable[[], object]) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        call()
    return caught.value


def card(wecom: WeCom) -> None:
    wecom.send("zhang.san", CARD, key="k1")


def test_pauses_double_up_to_the_longest_and_restart_after_success(clock: StandingClock, ticks: Ticks) -> None:
    backoff = Backoff(clock, MINUTE, 10 * MINUTE, tick=ticks)
    for seconds in (60, 120, 240, 480, 600, 600):
        assert backoff.record_refusal(REFUSED)
        assert not backoff.record_refusal(REFUSED), "one that was under way already"
        ticks.seconds += seconds - 1
        assert backoff.is_active
        ticks.seconds += 1
        assert not backoff.is_active
    assert backoff.record_success()
    assert not backoff.record_success()
    backoff.record_refusal(REFUSED)
    ticks.seconds += 60
    assert not backoff.is_active


@pytest.mark.parametrize("step", [timedelta(minutes=1), timedelta(days=1), -timedelta(seconds=1), -timedelta(hours=8)])
def test_moving_the_clock_ends_a_pause_and_never_prolongs_it(
    clock: StandingClock, ticks: Ticks, step: timedelta
) -> None:
    backoff = Backoff(clock, MINUTE, MINUTE, tick=ticks)
    backoff.record_refusal(REFUSED)
    clock.instant = NOW + step
    assert not backoff.is_active


def test_a_clock_set_back_slightly_prolongs_nothing(clock: StandingClock, ticks: Ticks) -> None:
    backoff = Backoff(clock, MINUTE, MINUTE, tick=ticks)
    backoff.record_refusal(REFUSED)
    clock.instant = NOW + timedelta(seconds=5)
    ticks.seconds += 60
    assert not backoff.is_active


@pytest.mark.parametrize("code", ["40008", "43012"])
def test_cards_are_paused_for_a_minute_and_retried(server: Server, wecom: WeCom, ticks: Ticks, code: str) -> None:
    server.token()
    server.refuse(SEND, int(code))
    server.answer(SEND, SENT)
    error = refused(lambda: card(wecom))
    assert (error.cards_refused, error.retryable, error.code) == (True, True, code)
    assert (wecom.dialect, wecom.capabilities.cards, wecom.capabilities.update) == ("wecom_text", False, False)
    (line,) = wecom.health_problems()
    assert code in line
    assert "09-18 10:00 起改发文字，10:01 再试" in line
    assert ("管理后台设置接收消息" if code == "43012" else "wecom.capabilities.cards") in line
    wecom.send("zhang.san", HELLO, key="k2")
    assert wecom.cards_refused, "a text says nothing about cards"
    ticks.seconds += 60
    assert (wecom.dialect, wecom.capabilities.cards, wecom.capabilities.update) == ("wecom", True, True)
    assert [*wecom.health_problems()] == [line], "until a card was really taken"
    card(wecom)
    assert (wecom.cards_refused, [*wecom.health_problems()]) == (False, [])


def test_cards_are_retried_when_a_rehearsal_moves_its_clock(server: Server, wecom: WeCom, clock: StandingClock) -> None:
    server.token()
    server.refuse(SEND, 43012)
    refused(lambda: card(wecom))
    clock.instant = NOW + timedelta(seconds=59)
    assert wecom.dialect == "wecom_text"
    clock.instant = NOW + MINUTE
    assert wecom.dialect == "wecom"


def test_a_refused_card_update_starts_the_backoff_too(server: Server, wecom: WeCom, ticks: Ticks) -> None:
    server.token()
    server.refuse(UPDATE, 43012)
    assert refused(lambda: wecom.update("zhang.san", CARD, code="rc_1")).cards_refused
    assert wecom.dialect == "wecom_text"
    ticks.seconds += 60
    assert wecom.capabilities.update


def test_other_card_errors_start_no_backoff(server: Server, wecom: WeCom) -> None:
    server.token()
    server.refuse(SEND, 42014)
    assert not refused(lambda: card(wecom)).cards_refused
    assert (wecom.dialect, [*wecom.health_problems()]) == ("wecom", [])


@pytest.mark.parametrize("code", [40001, 40013, 40091, 50003])
def test_a_corrected_secret_works_within_minutes(server: Server, wecom: WeCom, ticks: Ticks, code: int) -> None:
    """Without a restart, at most a dozen attempts an hour."""
    server.refuse(TOKEN, code, "GET", hint="from ip: 203.0.113.9")
    for second in range(0, 3600, 10):
        ticks.seconds = 1000.0 + second
        assert refused(lambda: wecom.send("zhang.san", HELLO, key="k1")).blame is Blame.APP
    assert 4 <= len(server.calls(TOKEN)) <= 14
    (line,) = wecom.health_problems()
    assert f"（{code}）" in line
    assert "09-18 10:00 起停止收发" in line
    assert "203.0.113.9" not in line
    server.mock.replace("GET", SETTINGS.api_base + TOKEN, json={"errcode": 0, "access_token": "T", "expires_in": 7200})
    server.answer(SEND, SENT)
    ticks.seconds += 300
    assert wecom.send("zhang.san", HELLO, key="k1").message_id == "m_1"
    assert [*wecom.health_problems()] == []


def test_rate_limit_errors_are_reported(server: Server, wecom: WeCom) -> None:
    server.token()
    server.refuse(SEND, 45009)
    refused(lambda: wecom.send("zhang.san", HELLO, key="k1"))
    assert [*wecom.health_problems()] == ["企业微信：/cgi-bin/message/send 调用过于频繁（45009），暂停到 09-18 10:01"]


def test_a_clock_set_back_prolongs_no_ban() -> None:
    bans = Bans()
    bans.add("/a", NOW)
    assert bans.left("/a", NOW + timedelta(seconds=59)) == timedelta(seconds=1)
    assert not bans.left("/a", NOW - timedelta(hours=8))
