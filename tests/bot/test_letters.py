"""A card waits in the outbox as plain JSON, and comes out as it went in."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest

from bot.letter import Letter, pack, unpack
from bot.ports import Card
from tests.bot.acts.road import Road
from tests.bot.world import World


@pytest.mark.parametrize("last", [lambda world: world.last("li.na"), lambda world: world.last("zhang.wei")])
def test_letters_come_out_of_the_outbox_as_they_went_in(world: World, last: Callable[[World], Card]) -> None:
    Road(world).file()
    letter = Letter(last(world), "m1", 21)
    assert unpack(orjson.loads(orjson.dumps(pack(letter)))) == letter
