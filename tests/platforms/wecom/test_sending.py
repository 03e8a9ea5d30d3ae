"""message/send: idempotent, to one recipient, with every field of the answer evaluated (recipient unreachable)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.ports import Blame, PlatformError
from platforms.wecom import WeCom
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import NOW

SEND, UPDATE = "/cgi-bin/message/send", "/cgi-bin/message/update_template_card"
HELLO = {"msgtype": "text", "text": {"content": "你好"}}
SENT = {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m_1"}
CARD: dict[str, Any] = {
    "msgtype": "template_card",
    "template_card": {
        "card_type": "button_interaction",
        "task_id": "CN-20260918-0001_3",
        "main_title": {"title": "待签收"},
        "button_list": [{"text": "签收", "style": 1, "key": "签收 CN-20260918-0001"}],
    },
}


@pytest.fixture(autouse=True)
def _token(server: Server) -> None:
    server.token()


def refusal(wecom: WeCom, message: dict[str, Any] = HELLO, user: str = "zhang.san") -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        wecom.send(user, message, key="k1")
    return caught.value


def test_a_text_is_sent_as_raw_utf8_with_the_duplicate_check(server: Server, wecom: WeCom) -> None:
    server.answer(SEND, SENT)
    receipt = wecom.send("zhang.san", HELLO, key="k1")
    (request,), (body,) = server.calls(SEND), server.bodies(SEND)
    assert (receipt.message_id, receipt.update_code, receipt.update_until) == ("m_1", "", None)
    assert "你好".encode() in request.body
    assert (body["touser"], body["agentid"], body["msgtype"]) == ("zhang.san", 1000002, "text")
    assert body["enable_duplicate_check"] == 1
    assert 600 <= body["duplicate_check_interval"] <= 14400


def test_a_retry_has_the_same_bytes_and_another_message_has_not(server: Server, wecom: WeCom) -> None:
    """The platform drops a repeated request; the same text may be meant twice."""
    server.answer(SEND, SENT)
    for key in ("k1", "k1", "k2"):
        wecom.send("zhang.san", HELLO, key=key)
    first, again, other = (request.body for request in server.calls(SEND))
    assert first == again != other


def test_the_update_code_of_a_card_lives_72_hours(server: Server, wecom: WeCom) -> None:
    server.answer(SEND, SENT | {"response_code": "rc_1"})
    receipt = wecom.send("zhang.san", CARD, key="k1")
    assert (receipt.update_code, receipt.update_until) == ("rc_1", NOW + timedelta(hours=72))
    assert server.bodies(SEND)[0]["duplicate_check_interval"] == 14400


def test_a_long_text_is_sent_in_numbered_parts(server: Server, wecom: WeCom) -> None:
    server.answer(SEND, SENT)
    server.answer(SEND, SENT | {"msgid": "m_2"})
    text = "".join(f"第{number}行\n" for number in range(300))
    assert wecom.send("zhang.san", {"msgtype": "text", "text": {"content": text}}, key="k1").message_id == "m_2"
    parts = [body["text"]["content"] for body in server.bodies(SEND)]
    assert [part.split("\n")[0] for part in parts] == ["（1/2）", "（2/2）"]
    assert all(len(part.encode()) <= 2048 for part in parts)
    assert "\n".join(part.split("\n", 1)[1] for part in parts).strip() == text.strip()


@pytest.mark.parametrize("user", ["@all", "zhang.san|li.si", "", "x" * 65])
def test_one_recipient_per_message(server: Server, wecom: WeCom, user: str) -> None:
    assert refusal(wecom, user=user).blame is Blame.RECEIVER
    assert not server.calls(SEND)


@pytest.mark.parametrize(
    "answer",
    [
        {"errcode": 0, "invaliduser": "zhang.san", "msgid": "m_1"},
        {"errcode": 0, "unlicenseduser": "zhang.san", "msgid": "m_1"},
        {"errcode": 81013, "errmsg": "all invalid", "msgid": "m_1"},
        {"errcode": 60111, "errmsg": "userid not found"},
    ],
)
def test_an_unreachable_recipient_is_distinguished(server: Server, wecom: WeCom, answer: dict[str, Any]) -> None:
    server.answer(SEND, answer)
    error = refusal(wecom, user="Zhang.San")
    assert (error.blame, error.retryable) == (Blame.RECEIVER, False)


def test_update_uses_the_code_for_the_whole_card(server: Server, wecom: WeCom) -> None:
    server.answer(UPDATE, {"errcode": 0, "errmsg": "ok", "invaliduser": []})
    wecom.update("zhang.san", CARD, code="rc_1")
    (body,) = server.bodies(UPDATE)
    assert body == {
        "userids": ["zhang.san"],
        "agentid": 1000002,
        "response_code": "rc_1",
        "template_card": CARD["template_card"],
    }


@pytest.mark.parametrize("code", [60140, 42015, 42016])
def test_a_used_code_is_reported(server: Server, wecom: WeCom, code: int) -> None:
    server.refuse(UPDATE, code)
    with pytest.raises(PlatformError) as caught:
        wecom.update("zhang.san", CARD, code="rc_1")
    assert (caught.value.code_spent, caught.value.retryable) == (True, False)


def test_an_update_without_a_code_is_not_sent(server: Server, wecom: WeCom) -> None:
    with pytest.raises(PlatformError) as caught:
        wecom.update("zhang.san", CARD, code="")
    assert caught.value.code_spent
    assert not server.calls(UPDATE)


def test_an_update_is_a_card_or_a_caption(server: Server, wecom: WeCom) -> None:
    server.answer(UPDATE, {"errcode": 0})
    wecom.update("zhang.san", {"button": {"replace_name": "已签收"}}, code="rc_1")
    assert server.bodies(UPDATE)[0]["button"] == {"replace_name": "已签收"}
    with pytest.raises(PlatformError):
        wecom.update("zhang.san", CARD | {"button": {"replace_name": "已签收"}}, code="rc_1")


@pytest.mark.parametrize("code", [40008, 43012])
def test_refused_cards_are_retried_as_text(server: Server, wecom: WeCom, code: int) -> None:
    """Private editions know no cards; without a callback address none may be sent."""
    server.refuse(SEND, code)
    assert (wecom.dialect, wecom.capabilities.cards) == ("wecom", True)
    assert refusal(wecom, CARD).retryable
    assert (wecom.dialect, wecom.capabilities.cards, wecom.capabilities.update) == ("wecom_text", False, False)


def test_control_characters_are_not_sent(server: Server, wecom: WeCom) -> None:
    server.answer(SEND, SENT)
    wecom.send("zhang.san", {"msgtype": "text", "text": {"content": "a\x00b\x1bc\ud800d\n"}}, key="k1")
    assert server.bodies(SEND)[0]["text"]["content"] == "abcd\n"
