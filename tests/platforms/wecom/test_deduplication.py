"""Deduplication: retries of one message are one message; different messages that share a number are not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot.call_json import encode
from platforms.wecom.parse import parse
from tests.blackbox.callbacks import to_xml
from tests.bot.world import World
from tests.platforms.wecom import tenant

TEXT = {"FromUserName": "zhang.wei", "CreateTime": 1789696800, "MsgType": "text", "Content": "帮助", "MsgId": 7001}
PICTURE = {"FromUserName": "zhang.wei", "CreateTime": 1789696800, "MsgType": "image", "MediaId": "m1", "MsgId": 7001}
EVENT = {"FromUserName": "zhang.wei", "CreateTime": 1789696800, "MsgType": "event", "Event": "template_card_event"}
EVENT |= {"EventKey": "帮助", "TaskId": "t1", "ResponseCode": "c1"}
ITEMS = {"SelectedItem": {"QuestionKey": "q", "OptionIds": {"OptionId": "1"}}}
DOUBLE = 7.012345678901235e18
WITHOUT_ID = {name: value for name, value in TEXT.items() if name != "MsgId"}

# By name: a message, and changes that make it a different one.
OTHERS: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "another sender": (TEXT, {"FromUserName": "lin.xiaotang"}),
    "another second": (TEXT, {"CreateTime": 1789696801}),
    "another number": (TEXT, {"MsgId": 7002}),
    "picture of another sender": (PICTURE, {"FromUserName": "lin.xiaotang"}),
    "rounded, another second": (TEXT | {"MsgId": DOUBLE}, {"CreateTime": 1789696801}),
    "rounded, another sender": (TEXT | {"MsgId": DOUBLE}, {"FromUserName": "lin.xiaotang"}),
    "rounded, another text": (TEXT | {"MsgId": DOUBLE}, {"Content": "我的待办"}),
    "no number, another text": (WITHOUT_ID, {"Content": "我的待办"}),
    "no number, another sender": (WITHOUT_ID, {"FromUserName": "lin.xiaotang"}),
    "no number, another second": (WITHOUT_ID, {"CreateTime": 1789696801}),
    "sender and number run together": (TEXT | {"FromUserName": "a1"}, {"FromUserName": "a", "MsgId": 17001}),
    "event of another sender": (EVENT, {"FromUserName": "lin.xiaotang"}),
    "event of another second": (EVENT, {"CreateTime": 1789696801}),
    "event of another card": (EVENT, {"TaskId": "t2"}),
    "event of another press": (EVENT, {"ResponseCode": "c2"}),
    "event of another choice": (
        EVENT | {"SelectedItems": ITEMS},
        {"SelectedItems": {"SelectedItem": {"OptionIds": {"OptionId": "2"}}}},
    ),
}
# By name: a message, and how its retry may differ.
REPEATS: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "text": (TEXT, {}),
    "text, sender in capitals": (TEXT, {"FromUserName": "ZHANG.Wei"}),
    "picture": (PICTURE, {}),
    "number as text": (TEXT, {"MsgId": "7001"}),
    "rounded": (TEXT | {"MsgId": DOUBLE}, {}),
    "no number": (WITHOUT_ID, {"FromUserName": "Zhang.Wei"}),
    "neither number nor time": ({name: TEXT[name] for name in ("FromUserName", "MsgType", "Content")}, {}),
    "event": (EVENT, {}),
    "event, sender in capitals": (EVENT, {"FromUserName": "ZHANG.WEI"}),
    "event with choices": (EVENT | {"SelectedItems": ITEMS}, {}),
    "event with an odd key": (EVENT | {"EventKey": {"a": {"b": "c"}}}, {}),
    "endless number": (TEXT | {"MsgId": "9" * 9000}, {}),
}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    world = World.create(database_url)
    yield world
    world.close()


def put(world: World, fields: Mapping[str, Any], *, as_json: bool) -> bool:
    """Whether it was stored as a new message."""
    plain = json.dumps(fields) if as_json else to_xml({name: _word(value) for name, value in fields.items()})
    world.wait(seconds=2)
    call = parse(plain.encode(), world.now)
    assert call is not None
    assert len(call.key) < 100
    return world.inbox.put(call.platform, call.key, call.user, encode(call), world.now)


def _word(value: Any) -> Any:
    return str(value) if isinstance(value, float) else value


@pytest.mark.parametrize("as_json", [False, True], ids=["xml", "json"])
def test_different_messages_are_kept_and_answered(world: World, as_json: bool) -> None:
    for number, (name, (message, change)) in enumerate(OTHERS.items()):
        first = {**message, "CreateTime": 1789700000 + number * 100}  # no message is a duplicate of another row's
        second = {**first, **change}
        if "CreateTime" in change:
            second["CreateTime"] = first["CreateTime"] + 1
        assert [put(world, each, as_json=as_json) for each in (first, second)] == [True, True], name
        assert sum(map(len, world.handle().values())) == 2, name


@pytest.mark.parametrize("as_json", [False, True], ids=["xml", "json"])
@pytest.mark.parametrize("name", REPEATS)
def test_a_retry_is_the_same_message(sqlite_url: str, name: str, as_json: bool) -> None:
    message, change = REPEATS[name]
    world = World.create(sqlite_url)
    taken = [put(world, {**message, **each}, as_json=as_json) for each in ({}, change, {})]
    world.close()
    assert taken == [True, False, False]


def test_a_retry_in_the_other_format_is_the_same_message(world: World) -> None:
    assert put(world, TEXT, as_json=False)
    assert not put(world, TEXT, as_json=True)


def test_two_people_with_the_same_message_id_are_both_answered(world: World) -> None:
    """Answers are deduplicated by the message they answer: it must not be taken for the other's."""
    for user in ("zhang.wei", "zhou.lei"):
        assert put(world, TEXT | {"FromUserName": user}, as_json=False)
    assert {user: len(cards) for user, cards in world.handle().items()} == {"zhang.wei": 1, "zhou.lei": 1}


def test_the_platforms_message_id_stays_readable() -> None:
    call = parse(to_xml(TEXT).encode(), tenant.NOW)
    assert call is not None
    assert call.message_id == "7001"
