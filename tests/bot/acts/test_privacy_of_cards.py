"""M4, M9: whatever is sent to anybody carries only what that person's part in the ticket opens."""

from __future__ import annotations

from collections.abc import Callable

import orjson
import pytest

from bot.cards.render import dialects, render
from bot.letter import Letter, pack, unpack
from tests.bot.acts.road import ROAD, Road
from tests.bot.world import World

RECORDS, DOUBT, SCENARIO, PHONE = "canary-records", "canary-doubt", "canary-scenario", "13800000001"
PROPOSER = "张伟"
MAY_READ = {"zhang.wei", "li.na", "zhou.jie", "wang.fang", "zhao.lei", "sun.li"}


def spoken(world: World, user: str) -> str:
    """Everything this person was ever sent, as it went over the wire in every dialect."""
    sent = [
        render(card, dialect, key="m", base_url="https://x.example", update=bool(card.done), media_id="M")
        for card in world.seen.get(user, [])
        for dialect in dialects()
    ]
    kept = [pack(Letter(card, "m")) for card in world.seen.get(user, [])]
    return orjson.dumps([sent, kept]).decode()


def test_nobody_reads_what_is_not_theirs(world: World) -> None:
    road = Road(world, records=RECORDS, doubt=DOUBT, scenario=SCENARIO)
    for step in ROAD:
        step(road)
    for user in ("wu.gang", "chen.mo", "liu.yang", "he.ping"):
        for text in (f"查询 {road.number}", "我的待办", "查询 企业登记", f"催办 {road.number}", f"更多 {road.number}"):
            world.says(user, text)
        heard = spoken(world, user)
        for canary in (RECORDS, DOUBT, SCENARIO, PHONE, PROPOSER):
            assert canary not in heard, f"{user} was sent {canary}"


def test_phones_are_masked_for_everybody(world: World) -> None:
    road = Road(world, records=RECORDS, doubt=DOUBT, scenario=SCENARIO)
    for step in ROAD:
        step(road)
    for user in MAY_READ - {"zhang.wei"}:
        assert PHONE not in spoken(world, user)
    assert "138****0001" in spoken(world, "li.na")


def test_those_who_verify_read_the_claim(world: World) -> None:
    road = Road(world, records=RECORDS, doubt=DOUBT, scenario=SCENARIO)
    for step in ROAD:
        step(road)
    for user in ("li.na", "wang.fang"):
        heard = spoken(world, user)
        assert RECORDS in heard
        assert DOUBT in heard
        assert PROPOSER in heard


def test_the_departments_words_reach_the_proposer_with_the_notice_only(world: World) -> None:
    """T29: the department's reply is shown through the centre's notice."""
    road = Road(world, finding="canary-finding 登记状态未更新", done="canary-done 已更正")
    for step in ROAD[: ROAD.index(Road.finish) + 1]:
        step(road)
    world.says("zhang.wei", f"查询 {road.number}")
    assert "canary" not in spoken(world, "zhang.wei")
    road.notify()
    assert "canary-done" in spoken(world, "zhang.wei")


@pytest.mark.parametrize("make", [lambda road: road.world.last("li.na"), lambda road: road.world.last("zhang.wei")])
def test_letters_come_out_of_the_outbox_as_they_went_in(world: World, make: Callable[[Road], object]) -> None:
    road = Road(world)
    road.file()
    card = make(road)
    letter = Letter(card, "m1", 21)  # type: ignore[arg-type]
    assert unpack(orjson.loads(orjson.dumps(pack(letter)))) == letter
