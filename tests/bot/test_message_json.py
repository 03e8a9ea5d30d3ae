"""JSON round trip of cards in the outbox and calls in the inbox, across versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from bot import call_json
from bot.message_json import StoredMessage, pack, unpack
from bot.ports import Call, CallKind, Card
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World


@pytest.mark.parametrize("last", [lambda world: world.last_card("li.na"), lambda world: world.last_card("zhang.wei")])
def test_messages_round_trip_through_the_outbox(world: World, last: Callable[[World], Card]) -> None:
    MainPath(world).file()
    message = StoredMessage(last(world), "m1", 21)
    assert unpack(orjson.loads(orjson.dumps(pack(message)))) == message


def test_messages_of_another_version_are_still_sent(world: World) -> None:
    """Written before a field was added, or before one was removed: the other fields are kept."""
    MainPath(world).file()
    message = StoredMessage(replace(world.last_card("li.na"), more=(), choices=(), submit=None), "m1", 21)
    stored = orjson.loads(orjson.dumps(pack(message)))
    for added in ("more", "choices", "submit", "attachment"):
        del stored["card"][added]
    stored["card"]["dropped"] = "x"
    stored["card"]["buttons"][0]["dropped"] = 1
    assert unpack(stored) == message


def test_calls_of_another_version_are_still_handled() -> None:
    call = Call("wecom", "1", "li.na", CallKind.TEXT, datetime(2026, 9, 17, 2, tzinfo=UTC), "帮助")
    stored = orjson.loads(call_json.encode(call))
    for added in ("values", "file", "card"):
        del stored[added]
    assert call_json.decode(orjson.dumps(stored | {"dropped": "x"})) == call
    with pytest.raises(ValueError, match="another version"):
        call_json.decode(orjson.dumps(stored | {"v": 2}))
