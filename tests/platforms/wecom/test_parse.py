"""Every message and event of the protocol page becomes the right Call, or none where no answer is expected."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.directory.report import read
from bot.ports import Call, CallKind, RemoteFile
from platforms.wecom.parse import parse
from platforms.wecom.refused_callback import Refused
from tests.platforms.wecom.tenant import NOW, PAYLOADS, payload

FORM = {"q_room": ("r301",), "q_slot": ("am",)}
CALLS: dict[str, dict[str, Any]] = {
    "text": {"kind": CallKind.TEXT, "text": "查一下会议室", "message_id": "7012345678901234567"},
    "image": {"kind": CallKind.FILE, "file": RemoteFile("image", "MEDIA_1"), "message_id": "7001"},
    "voice": {"kind": CallKind.TEXT, "text": "我的待办"},
    "video": {"kind": CallKind.FILE, "file": RemoteFile("video", "MEDIA_3")},
    "file": {"kind": CallKind.FILE, "file": RemoteFile("file", "MEDIA_6", "营业执照.pdf")},
    "location": {"kind": CallKind.OTHER, "text": "location"},
    "link": {"kind": CallKind.FILE, "file": RemoteFile("link", "", "标题"), "text": "标题 https://example.org/"},
    "hologram": {"kind": CallKind.OTHER, "text": "hologram"},
    "event_subscribe": {"kind": CallKind.ENTER},
    "event_enter_agent": {"kind": CallKind.ENTER},
    "event_unsubscribe": {"kind": CallKind.LEAVE},
    "event_click": {"kind": CallKind.CLICK, "text": "我的待办", "card": "", "update_code": ""},
    "event_card_button": {
        "kind": CallKind.CLICK,
        "text": "收办 CN-20260918-0001 3",
        "card": "CN-20260918-0001_3",
        "update_code": "rc_button",
        "values": {},
    },
    "event_card_menu": {"kind": CallKind.CLICK, "text": "退回", "update_code": "rc_menu"},
    "event_card_form": {"kind": CallKind.CLICK, "text": "submit_v1", "values": FORM, "card": "ask-20260101-0007"},
    "event_card_vote": {"kind": CallKind.CLICK, "values": {"q_place": ("hill", "lake")}},
    "event_card_vote_none": {"kind": CallKind.CLICK, "values": {"q_place": ()}},
    "event_taskcard_click": {"kind": CallKind.CLICK, "text": "签收 CN-20260918-0001", "card": "task_1"},
    "contact_user": {"kind": CallKind.DIRECTORY, "user": "li.si"},
    "contact_delete": {"kind": CallKind.DIRECTORY, "user": "wang.wu"},
    "contact_party": {"kind": CallKind.DIRECTORY, "user": "sys"},
    "contact_tag": {"kind": CallKind.DIRECTORY, "user": "sys"},
}
IGNORED = sorted({path.stem for path in PAYLOADS.glob("*.xml")} - set(CALLS))


def call_of(plain: bytes) -> Call:
    call = parse(plain, NOW)
    assert call is not None
    return call


@pytest.mark.parametrize("name", CALLS)
def test_a_message_becomes_a_call(name: str) -> None:
    call = call_of(payload(f"{name}.xml"))
    expected = {"platform": "wecom", "user": "zhang.san", "at": datetime(2026, 1, 1, tzinfo=UTC), **CALLS[name]}
    assert {key: getattr(call, key) for key in expected} == expected
    assert call.message_id


@pytest.mark.parametrize("name", IGNORED)
def test_an_event_without_answer_becomes_no_call(name: str) -> None:
    assert parse(payload(f"{name}.xml"), NOW) is None


def test_an_ignored_event_is_logged_by_its_raw_name(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        parse(payload("event_made_up_in_2030.xml"), NOW)
    assert "made_up_in_2030" in caplog.text


def test_a_directory_change_keeps_its_raw_fields() -> None:
    values = call_of(payload("contact_user.xml")).values
    assert (values["ChangeType"], values["Department"], values["Status"]) == (("update_user",), ("1,2",), ("5",))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("<ChangeType>delete_user</ChangeType>", ("deleted", "", "", "")),
        ("<ChangeType>update_user</ChangeType><NewUserID>l2</NewUserID>", ("changed", "l2", "", "")),
        ("<ChangeType>update_user</ChangeType><Status>5</Status><Name>李四</Name>", ("changed", "", "李四", "off")),
        ("<ChangeType>update_user</ChangeType><Status>1</Status>", ("changed", "", "", "on")),
        ("<ChangeType>update_user</ChangeType><Status>4</Status>", ("changed", "", "", "")),
        ("<ChangeType>create_user</ChangeType><Name>李四</Name>", ("added", "", "李四", "")),
        ("<ChangeType>update_party</ChangeType><Name>办公室</Name>", ("range", "", "", "")),
        ("<ChangeType>something_new</ChangeType>", ("", "", "", "")),
    ],
)
def test_a_directory_change_is_read_in_the_terms_of_the_bot(fields: str, said: tuple[str, ...]) -> None:
    call = call_of(
        "<xml><FromUserName>sys</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType>"
        f"<Event>change_contact</Event><UserID>li.si</UserID>{fields}</xml>".encode()
    )
    report = read(call)
    assert call.user == "li.si"
    assert (report.what, report.new_user, report.name, report.status) == said


def test_retries_of_one_event_share_a_key_and_two_clicks_do_not() -> None:
    """Events have no MsgId; every click brings a ResponseCode of its own."""
    first = payload("event_card_button.xml")
    second = first.replace(b"rc_button", b"rc_again")
    assert call_of(first).message_id == call_of(first).message_id
    assert call_of(first).message_id != call_of(second).message_id


def test_directory_changes_of_one_second_have_different_keys() -> None:
    one = payload("contact_delete.xml")
    assert call_of(one).message_id != call_of(one.replace(b"wang.wu", b"zhao.liu")).message_id


def test_a_message_without_id_gets_a_key_that_is_equal_for_retries() -> None:
    bare = payload("text.xml").replace(b"<MsgId>7012345678901234567</MsgId>", b"")
    assert call_of(bare).message_id == call_of(bare).message_id != ""
    assert call_of(bare).message_id != call_of(bare.replace("会议室".encode(), "车".encode())).message_id


def test_event_names_are_case_insensitive() -> None:
    assert call_of(payload("event_click.xml").replace(b"[click]", b"[CLICK]")).kind is CallKind.CLICK


@pytest.mark.parametrize("typed", ["]]>", "<!DOCTYPE html>", "&lt;", "a\x0bb", "😀\U0002a700", "<xml>", "  空格  "])
def test_typed_text_is_kept(typed: str) -> None:
    """Only control characters, which XML forbids, are lost."""
    divided = typed.replace("]]>", "]]]]><![CDATA[>")
    plain = payload("text.xml").replace("查一下会议室".encode(), divided.encode())
    assert call_of(plain).text == typed.replace("\x0b", "")
    assert call_of(plain).lost == typed.count("\x0b")


def test_plain_text_elements_are_parsed_like_cdata() -> None:
    plain = b"<xml><FromUserName>zhang.san</FromUserName><MsgType>text</MsgType><Content>a &amp; b</Content></xml>"
    call = call_of(plain)
    assert (call.user, call.text, call.at) == ("zhang.san", "a & b", NOW)


@pytest.mark.parametrize("lower", [False, True])
def test_the_json_format_gives_the_same_call(lower: bool) -> None:
    items = {"SelectedItem": {"QuestionKey": "q_room", "OptionIds": {"OptionId": "r301"}}}
    fields = {"FromUserName": "zhang.san", "CreateTime": 1767225600, "MsgType": "event", "AgentID": 1000002}
    fields |= {"Event": "template_card_event", "EventKey": "go", "TaskId": "t1", "SelectedItems": items}
    named = {name.lower() if lower else name: value for name, value in fields.items()}
    call = call_of(json.dumps(named).encode())
    assert (call.text, call.card, call.values) == ("go", "t1", {"q_room": ("r301",)})


def test_a_message_id_of_64_bits_keeps_its_digits_in_json() -> None:
    fields = {"FromUserName": "zhang.san", "MsgType": "text", "Content": "好", "MsgId": 7012345678901234567}
    assert call_of(json.dumps(fields).encode()).message_id == "7012345678901234567"


@pytest.mark.parametrize("plain", [b"<xml/>", b"<xml><MsgType>text</MsgType></xml>", b"{}"])
def test_a_message_without_sender_is_ignored(plain: bytes) -> None:
    assert parse(plain, NOW) is None


@pytest.mark.parametrize("stamp", ["", "soon", "9" * 30, "-9999999999999"])
def test_an_invalid_time_becomes_the_time_of_receipt(stamp: str) -> None:
    plain = payload("text.xml").replace(b">1767225600<", f">{stamp}<".encode())
    assert call_of(plain).at == NOW


def test_deep_nesting_in_a_signed_text_is_cheap() -> None:
    deep = b"<a>" * 50_000 + b"</a>" * 50_000
    assert call_of(payload("text.xml").replace(b"</xml>", deep + b"</xml>")).text == "查一下会议室"


def test_malformed_text_is_refused() -> None:
    with pytest.raises(Refused):
        parse(b"<xml><MsgType>text", NOW)
