"""A click on a stale card changes nothing, names who acted first, and returns the current card."""

from __future__ import annotations

import pytest

from bot.ports import CallKind
from regulation.states import State
from tests.bot.acts.last_message import last_message, redrawn_cards
from tests.bot.filing import filed
from tests.bot.world import World


def test_of_two_simultaneous_clicks_the_first_wins(world: World) -> None:
    number = filed(world)
    calls = [world.call(user, CallKind.CLICK, f"收办 {number} g1") for user in ("li.na", "zhou.jie")]
    for call in calls:
        world.process(call)
    assert world.ticket(number).seq == 2
    assert world.ticket(number).state is State.CHECKING
    late = last_message(world, "zhou.jie")
    assert "已由李娜于 9月17日 09:30 收办" in late.body
    assert late.buttons[0].text == "平台核查无误"  # the current card with its buttons


def test_other_holders_cards_are_redrawn_in_place(world: World) -> None:
    filed(world)
    world.press_button("li.na", "收办")
    assert [card.done for card in redrawn_cards(world, "zhou.jie")] == ["已由李娜于 9月17日 09:30 收办"]
    assert [card.done for card in redrawn_cards(world, "li.na")] == ["已由李娜于 9月17日 09:30 收办"]
    assert [card.done for card in redrawn_cards(world, "zhang.wei")] == ["已由李娜于 9月17日 09:30 收办"]


def test_a_card_is_redrawn_once_per_step(world: World) -> None:
    filed(world)
    world.press_button("li.na", "收办")
    world.press_button("li.na", "平台核查无误")
    assert len(redrawn_cards(world, "zhou.jie")) == 1
    assert len(redrawn_cards(world, "li.na")) == 2


def test_date_is_shown_for_an_earlier_day(world: World) -> None:
    number = filed(world)
    world.press_button("li.na", "收办")
    world.at("2026-09-18T08:00")
    card = world.process(world.call("zhou.jie", CallKind.CLICK, f"不予收办 {number} g1"))[-1]
    assert "已由李娜于 9月17日 09:30 收办" in card.body
    assert world.ticket(number).state is State.CHECKING


@pytest.mark.parametrize("word", ["收办", "受理"])
def test_typed_commands_have_no_generation(world: World, word: str) -> None:
    number = filed(world)
    assert "已收办" in world.send_text("li.na", f"{word} {number}")[-1].body
    again = world.send_text("zhou.jie", f"{word} {number}")[-1]
    assert "已由李娜于 9月17日 09:30 收办" in again.body
    assert world.ticket(number).seq == 2


def test_urging_makes_no_card_stale(world: World) -> None:
    """催办 adds a history line and does not change the handling."""
    number = filed(world)
    world.send_text("zhang.wei", f"催办 {number}")
    world.press_button("li.na", "收办")
    assert world.ticket(number).state is State.CHECKING


def test_refusal_names_the_state_not_an_earlier_actor(world: World) -> None:
    """Two steps later, 收办 is refused with the ticket's state, not with who accepted it."""
    number = filed(world)
    world.press_button("li.na", "收办")
    world.press_button("li.na", "平台核查无误")
    card = world.send_text("zhou.jie", f"收办 {number}")[-1]
    assert "待转交" in card.body
    assert world.ticket(number).state is State.TRANSFERRING


def test_stale_click_without_part_reveals_nothing(world: World) -> None:
    number = filed(world)
    for text in (f"收办 {number}", f"查询 {number}", f"收办 {number} g1", "收办 CN-20260917-9999"):
        assert "查无此工单" in world.send_text("he.ping", text)[-1].body
