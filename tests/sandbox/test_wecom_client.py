"""The WeCom adapter against the stand-in, over HTTP: the five cards, files, people, login, and injected faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from pydantic import SecretStr

from bot.ports import Button, Media, Menu, PlatformError
from clock.time_source import FileClock
from platforms.wecom import Settings as Ours
from platforms.wecom import WeCom, build
from platforms.wecom.send_deduplication import WAYS, Intervals
from sandbox.wecom.faults import Fault
from sandbox.wecom.settings import PRIVATE_OLD
from sandbox.wecom.tenant import Tenant
from tests.platforms.wecom.test_cards import EXAMPLES
from tests.sandbox.tenant_fixture import Api

Company = tuple[Tenant, Api]
Start = Callable[..., Company]
HELLO = {"msgtype": "text", "text": {"content": "您好"}}
PDF = Media("营业执照 扫描.pdf", "application/pdf", b"%PDF-1.7 made up")


class Hurried(Ours):
    """Gives up after a second."""

    read_timeout: ClassVar[float] = 1.0


def client_of(company: Company, **more: Any) -> WeCom:
    standin = company[0].settings
    settings = Hurried(
        corp_id=standin.corp_id,
        agent_id=standin.agent_id,
        secret=SecretStr(standin.secret),
        token=SecretStr(standin.token),
        encoding_aes_key=SecretStr(standin.aes_key),
        api_base=company[1].url,
        oauth_url=f"{company[1].url}/connect/oauth2/authorize",
        **more,
    )
    return build(settings, company[0].clock)


@pytest.fixture
def wecom(company: Company) -> WeCom:
    return client_of(company)


def arrived(company: Company) -> list[Any]:
    return company[0].messages.find(lambda message: message.user == "lin.er")


@pytest.mark.parametrize("kind", EXAMPLES)
def test_each_template_card_is_taken(company: Company, wecom: WeCom, kind: str) -> None:
    card = {name: block for name, block in EXAMPLES[kind].items() if name != "horizontal_content_list"}
    receipt = wecom.send("lin.er", {"msgtype": "template_card", "template_card": card}, key="k1")
    assert receipt.message_id
    assert receipt.update_code, "a card that can call back brings a code"
    assert len(arrived(company)) == 1


def test_a_card_is_redrawn_once(company: Company, wecom: WeCom) -> None:
    card = EXAMPLES["button_interaction"]
    receipt = wecom.send("lin.er", {"msgtype": "template_card", "template_card": card}, key="k1")
    drawn = {"msgtype": "template_card", "template_card": card | {"replace_text": "已同意"}}
    wecom.update("lin.er", drawn, code=receipt.update_code)
    with pytest.raises(PlatformError) as caught:
        wecom.update("lin.er", drawn, code=receipt.update_code)
    assert caught.value.code_spent


def test_files_round_trip_with_their_names(company: Company, wecom: WeCom) -> None:
    media_id = wecom.upload(PDF)
    wecom.send("lin.er", {"msgtype": "file", "file": {"media_id": media_id}}, key="k1")
    assert wecom.fetch(media_id).name == PDF.name
    assert wecom.fetch(media_id).content == PDF.content
    with pytest.raises(PlatformError) as caught:
        wecom.fetch("GONE")
    assert caught.value.code == "40007"


def test_menu(wecom: WeCom) -> None:
    menu: Menu = [Button("提异议", "提异议"), ("更多", [Button("帮助", "帮助")])]
    wecom.publish_menu(menu)
    findings = {finding.subject: finding for finding in wecom.check(menu)}
    assert findings["企业微信凭证"].ok
    assert findings["企业微信应用菜单"].text == "已设置：提异议、更多"


@pytest.mark.parametrize("private", [False, True])
def test_a_login_of_either_edition(start: Start, private: bool) -> None:
    edition = {"profile": PRIVATE_OLD, "corp_id": "wl0000sandbox0001"} if private else {}
    company = start(**edition)
    wecom = client_of(company, auth_style="user" if private else "auth")
    url = wecom.login_url("http://127.0.0.1/back", "state1")
    back = requests.get(f"{url.split('#')[0]}&as=lin.er", allow_redirects=False, timeout=5).headers["Location"]
    query = parse_qs(urlsplit(back).query)
    assert query["state"] == ["state1"]
    assert wecom.who(query["code"][0]) == "lin.er"
    with pytest.raises(PlatformError, match="重新登录"):
        wecom.who(query["code"][0])


def test_text_is_sent_where_cards_are_unsupported(start: Start) -> None:
    wecom = client_of(start(profile=PRIVATE_OLD, corp_id="wl0000sandbox0001"))
    with pytest.raises(PlatformError) as caught:
        wecom.send("lin.er", {"msgtype": "template_card", "template_card": EXAMPLES["text_notice"]}, key="k1")
    assert (caught.value.retryable, wecom.dialect) == (True, "wecom_text")
    assert wecom.send("lin.er", HELLO, key="k2").message_id


@pytest.mark.parametrize("code", [40008, 43012])
def test_refused_cards_are_text_for_a_minute_then_cards_again(company: Company, wecom: WeCom, code: int) -> None:
    card = {"msgtype": "template_card", "template_card": EXAMPLES["button_interaction"]}
    company[0].faults.inject(Fault("api", "refuse", path="message/send", code=code))
    with pytest.raises(PlatformError) as caught:
        wecom.send("lin.er", card, key="k1")
    assert (caught.value.cards_refused, wecom.dialect) == (True, "wecom_text")
    wecom.send("lin.er", HELLO, key="k1")
    assert isinstance(company[0].clock, FileClock)
    company[0].clock.path.write_text("2026-09-18T10:01:00+08:00 frozen", encoding="utf-8")
    assert wecom.dialect == "wecom"
    assert wecom.send("lin.er", card, key="k2").update_code
    assert [message.kind for message in arrived(company)] == ["text", "template_card"]
    assert not wecom.cards_refused


@pytest.mark.parametrize("code", [40014, 42001])
def test_a_revoked_token_is_renewed(company: Company, wecom: WeCom, code: int) -> None:
    company[0].faults.inject(Fault("api", "refuse", path="message/send", code=code))
    assert wecom.send("lin.er", HELLO, key="k1").message_id
    company[0].tokens.void()
    assert wecom.send("lin.er", HELLO, key="k2").message_id


def test_a_lost_answer_is_retried_and_delivered_once(company: Company, wecom: WeCom) -> None:
    company[0].faults.inject(Fault("api", "cut", path="message/send"))
    with pytest.raises(PlatformError) as caught:
        wecom.send("lin.er", HELLO, key="k1")
    assert (caught.value.retryable, caught.value.sent_unknown) == (True, True)
    assert wecom.send("lin.er", HELLO, key="k1").message_id
    assert len(arrived(company)) == 1


def test_two_messages_of_equal_text_are_delivered_twice(company: Company, wecom: WeCom) -> None:
    for key in ("k1", "k2"):
        wecom.send("lin.er", HELLO, key=key)
    assert len(arrived(company)) == 2


@pytest.mark.parametrize("kind", ["drop", "html", "redirect"])
def test_an_injected_fault_is_an_error_and_the_retry_succeeds(company: Company, wecom: WeCom, kind: str) -> None:
    company[0].faults.inject(Fault("api", kind, path="message/send"))
    with pytest.raises(PlatformError) as caught:
        wecom.send("lin.er", HELLO, key="k1")
    assert caught.value.retryable
    assert wecom.send("lin.er", HELLO, key="k1").message_id


def test_a_timeout_has_an_unknown_outcome(company: Company, wecom: WeCom) -> None:
    company[0].faults.inject(Fault("api", "delay", path="message/send", seconds=1.5))
    with pytest.raises(PlatformError) as caught:
        wecom.send("lin.er", HELLO, key="k1")
    assert caught.value.sent_unknown


def test_an_unreachable_recipient_is_its_own_error(wecom: WeCom) -> None:
    with pytest.raises(PlatformError) as caught:
        wecom.send("nobody", HELLO, key="k1")
    assert caught.value.blame == "receiver"


def test_equal_text_under_two_keys_is_delivered_twice_and_retries_are_dropped(company: Company, wecom: WeCom) -> None:
    """The first and the last key start at the same interval: the last one uses the next."""
    by_interval: dict[int, str] = {}
    for key in (f"m{number}" for number in range(WAYS + 1)):
        start = Intervals().of("lin.er", HELLO, f"{key}/0", company[0].clock.now())
        if start in by_interval:
            break
        by_interval[start] = key
    keys = [by_interval[start], "another", key]
    for each in (*keys, *keys):
        wecom.send("lin.er", HELLO, key=each)
    assert len(arrived(company)) == 3
