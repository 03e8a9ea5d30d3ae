"""办法第十五条 (own rule): a 批示 goes to the holder word for word, stands in the history; no proposer reads it."""

from __future__ import annotations

import pytest

from bot.ports import Card
from regulation.states import Action, Role
from store.cases import history, tickets
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

WORDS = "此件涉及企业年报，请今日核实并答复"


def shown(cards: list[Card]) -> str:
    return "\n".join(f"{card.title}\n{card.body}" for card in cards)


@pytest.fixture
def number(world: World) -> str:
    return MainPath(world).until(MainPath.receive)


def got(world: World, user: str) -> str:
    return shown(world.received.get(user, []))


@pytest.mark.parametrize(("user", "by"), [("wu.gang", "区市场监管局 吴刚"), ("chen.mo", "区政府办公室 陈默")])
def test_it_goes_to_the_holder_with_its_author(world: World, number: str, user: str, by: str) -> None:
    world.received.clear()
    world.send_text(user, f"批示 {number} {WORDS}")
    assert f"收到批示（{by}）：“{WORDS}”" in got(world, "wang.fang")
    assert WORDS not in got(world, "zhang.wei")


def test_typed_with_urge_it_is_an_instruction_too(world: World, number: str) -> None:
    world.send_text("chen.mo", f"催办 {number} {WORDS}")
    assert WORDS in shown(world.send_text("wang.fang", f"查询 {number}"))


def test_it_is_asked_for_where_only_the_number_was_typed(world: World, number: str) -> None:
    assert "批示内容" in shown(world.send_text("wu.gang", f"批示 {number}"))
    world.send_text("wu.gang", WORDS)
    assert WORDS in shown(world.send_text("li.na", f"查询 {number}"))


def test_holder_centre_and_leaders_read_it_the_proposer_never(world: World, number: str) -> None:
    world.send_text("wu.gang", f"批示 {number} {WORDS}")
    for user in ("wang.fang", "li.na", "wu.gang", "chen.mo"):
        assert "批示（区市场监管局 吴刚）" in shown(world.send_text(user, f"查询 {number}")), user
    assert WORDS not in shown(world.send_text("zhang.wei", f"查询 {number}"))


def test_the_card_names_it_until_the_case_moved(world: World, number: str) -> None:
    world.send_text("wu.gang", f"批示 {number} {WORDS}")
    world.wait(minutes=5)
    world.send_text("wang.fang", f"答复需修正 {number} 9月24日 经核实属实，登记状态未更新")
    assert WORDS not in shown(world.send_text("wang.fang", f"查询 {number}"))


def test_it_stands_in_the_history_under_the_leaders_role(world: World, number: str) -> None:
    world.send_text("chen.mo", f"批示 {number} {WORDS}")
    with world.store.read() as session:
        ticket = tickets.get(session, number, lock=False)
        assert ticket is not None
        line = history.lines(session, ticket)[-1]
        assert (line.action, line.role) == (Action.URGE, Role.SUPERVISOR)
        assert history.decision_of(line).data["instruction"] is True
        assert history.texts(session, world.store.vault, ticket, line.seq) == {(line.seq, "note"): WORDS}


@pytest.mark.parametrize("user", ["li.na", "zhou.jie", "zhang.wei", "wang.fang"])
def test_nobody_else_writes_one(world: World, number: str, user: str) -> None:
    assert "批示由责任部门的分管领导或督办作出" in shown(world.send_text(user, f"批示 {number} {WORDS}"))
    assert WORDS not in shown(world.send_text("li.na", f"查询 {number}"))


def test_what_others_write_with_urge_is_no_instruction(world: World, number: str) -> None:
    world.send_text("zhang.wei", f"催办 {number} {WORDS}")
    assert "批示" not in shown(world.send_text("wang.fang", f"查询 {number}"))


def test_it_may_follow_a_mere_urge_but_only_once_a_day(world: World, number: str) -> None:
    world.send_text("chen.mo", f"催办 {number}")
    assert "批示已发给承办人" in shown(world.send_text("chen.mo", f"批示 {number} {WORDS}"))
    assert "今天您已经催办过" in shown(world.send_text("chen.mo", f"批示 {number} {WORDS}"))
