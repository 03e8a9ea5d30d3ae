"""The raw callback and API payload of every bubble can be read, without any token or one-time code."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from sandbox.loopback_server import LoopbackServer
from sandbox.wecom.api_message import deliver
from sandbox.wecom.exchanges import KEPT as EXCHANGES
from sandbox.wecom.exchanges import MASK, readable
from sandbox.wecom.message_store import Message
from sandbox.wecom.phone import Phone
from tests.sandbox.chat_page_fixture import Page, build
from tests.sandbox.tenant_fixture import CARD, Api, Receiver, tenant

Got = tuple[Receiver, str]


@pytest.fixture
def page(tmp_path: Path, receiver: Got) -> Page:
    return build(tenant(tmp_path, callback_url=receiver[1]))


def raw(page: Page, message: Message) -> str:
    answer = page.app.test_client().get(f"/phones/{message.user}/raw/{message.number}")
    assert answer.status_code == 200
    return unescape(answer.text)


def bodies(text: str) -> list[str]:
    return re.findall(r"<pre[^>]*>(.*?)</pre>", text, re.DOTALL)


def only(page: Page) -> Message:
    (message,) = page.tenant.messages.find(lambda _: True)
    return message


def test_a_text_shows_its_decrypted_callback(page: Page, receiver: Got) -> None:
    Phone(page.tenant, page.callbacks, "lin.er").send_text("提出异议")
    (sent,) = bodies(raw(page, only(page)))
    assert sent.startswith("<xml>\n  <ToUserName>")
    assert "  <Content><![CDATA[提出异议]]></Content>\n" in sent
    assert sent.endswith("\n</xml>")


def test_a_card_shows_what_the_bot_sent_and_what_it_was_answered(page: Page, receiver: Got) -> None:
    with LoopbackServer(page.app) as host:
        api = Api(host.url, page.tenant.settings)
        api.send("template_card", dict(CARD), to="lin.er")
        text = raw(page, only(page))
        sent, answered = bodies(text)
        assert "POST /cgi-bin/message/send" in text
        assert '"card_type": "button_interaction"' in sent
        assert '"errcode": 0' in answered
        assert f'"response_code": "{MASK}"' in answered


def test_a_press_and_the_update_after_it_are_added(page: Page, receiver: Got) -> None:
    with LoopbackServer(page.app) as host:
        api = Api(host.url, page.tenant.settings)
        api.send("template_card", dict(CARD), to="lin.er")
        message = only(page)
        Phone(page.tenant, page.callbacks, "lin.er").press(message.number, "收办 CN-1")
        code = receiver[0].got[-1]["ResponseCode"]
        api.update(code, ["lin.er"], template_card={**CARD, "replace_text": "已收办"})
        text = raw(page, message)
        assert code not in text
        assert api.token() not in text
    assert [each.subject for each in message.exchanges] == [
        "POST /cgi-bin/message/send", "template_card_event", "POST /cgi-bin/message/update_template_card",
    ]  # fmt: skip
    assert f"<ResponseCode><![CDATA[{MASK}]]></ResponseCode>" in text


def test_a_passive_reply_shows_the_callback_and_the_reply(page: Page, receiver: Got) -> None:
    settings = page.tenant.settings
    reply = {"ToUserName": "lin.er", "FromUserName": settings.corp_id, "CreateTime": 1, "MsgType": "text"}
    receiver[0].answers.append(receiver[0].reply({**reply, "Content": "已收到"}))
    Phone(page.tenant, page.callbacks, "lin.er").send_text("你好")
    for message in page.tenant.messages.of("lin.er"):
        asked, answered = bodies(raw(page, message))
        assert "<Content><![CDATA[你好]]></Content>" in asked
        assert "<Content><![CDATA[已收到]]></Content>" in answered


def test_an_undelivered_callback_says_why(page: Page, receiver: Got) -> None:
    receiver[0].answers += [receiver[0].app().response_class("", 500)] * 3
    Phone(page.tenant, page.callbacks, "lin.er").send_text("你好")
    assert "应答：HTTP 500" in raw(page, only(page))


def test_the_latest_exchanges_are_kept(page: Page, receiver: Got) -> None:
    deliver(page.tenant, ("lin.er",), "template_card", dict(CARD), "m")
    for key in range(EXCHANGES + 3):
        Phone(page.tenant, page.callbacks, "lin.er").press(only(page).number, str(key))
    kept = [each.sent["EventKey"] for each in only(page).exchanges]
    assert kept == [str(key) for key in range(3, EXCHANGES + 3)]


def test_another_s_bubble_is_not_found(page: Page, receiver: Got) -> None:
    Phone(page.tenant, page.callbacks, "lin.er").send_text("你好")
    client = page.app.test_client()
    assert client.get(f"/phones/Chen.Yi/raw/{only(page).number}").status_code == 404
    assert client.get("/phones/lin.er/raw/999").status_code == 404


@pytest.mark.parametrize(
    ("body", "form", "expected"),
    [
        ({"a": "<&>", "b": {"c": [1, 2]}}, "xml",
         "<xml>\n  <a>&lt;&amp;&gt;</a>\n  <b>\n    <c>1</c>\n    <c>2</c>\n  </b>\n</xml>"),
        ({"a": "]]> <x>\n"}, "cdata", "<xml>\n  <a><![CDATA[]]]]><![CDATA[> <x>\n]]></a>\n</xml>"),
        ({"access_token": "t", "code": "", "x": [{"Secret": "s"}]}, "json",
         f'{{\n  "access_token": "{MASK}",\n  "code": "",\n'
         f'  "x": [\n    {{\n      "Secret": "{MASK}"\n    }}\n  ]\n}}'),
    ],
)  # fmt: skip
def test_it_is_indented_and_masked(body: dict[str, Any], form: Any, expected: str) -> None:
    assert readable(body, form) == expected
