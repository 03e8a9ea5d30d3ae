"""What was decided is read whole and once: no limit, line name or told text is cut off or doubled on a card (B8)."""

from __future__ import annotations

import pytest

from bot.acts.registry import ACTS
from bot.needs.need_answers import inputs_of
from bot.needs.prompts import brief
from regulation.states import Action
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.cards.test_limits import EVERY
from tests.bot.filing import filed
from tests.bot.world import World

PROPOSER, CENTRE = "zhang.wei", "li.na"


@pytest.mark.parametrize("action", [action for action, act in ACTS.items() if act.preview])
def test_a_preview_names_its_lines_whole(action: Action) -> None:
    """A card shows five characters of a line's name; the number takes one."""
    cut = [need.label for need in inputs_of(action).values() if len(brief(need.label)) > 4]
    assert not cut


def test_a_preview_names_what_was_chosen(world: World) -> None:
    world.confirms = False
    number = filed(world)
    world.send_text(CENTRE, f"不予收办 {number} 属于企业内部台账，不是公共数据")
    world.choose_option(CENTRE, "不属于公共数据")
    preview = next(card for card in reversed(world.received[CENTRE]) if card.title.startswith("请核对后确定"))
    assert [field.label for field in preview.fields] == ["1 情形", "2 理由"]
    assert preview.fields[0].value == "所涉数据不属于公共数据"


def test_a_ticket_card_counts_no_days() -> None:
    """A count grows stale while the card lies in the chat: the limit is a date."""
    fields = [field for _, card in EVERY for field in card.fields if field.label == "办理期限"]
    assert fields
    assert not [field.value for field in fields if "个工作日" in field.value or "剩" in field.value]


def test_a_limit_says_whose_rule_it_is_and_its_day(world: World) -> None:
    MainPath(world).until(MainPath.notify)
    shown = {field.label: field.value for field in last_message(world, PROPOSER).fields}
    assert shown["办理期限"] == "提出方确认（本系统约定） 2026-09-23 周三"


def test_what_was_told_is_not_told_twice(world: World) -> None:
    path = MainPath(world)
    path.until(MainPath.reply)
    card = next(card for card in world.received[PROPOSER] if card.title == "责任部门已答复")
    assert card.body.count(path.words["finding"]) == 1


def test_who_reads_the_result_is_not_told_that_it_is_still_to_come(world: World) -> None:
    world.reports = False  # nobody knows yet whether it has arrived
    MainPath(world).until(MainPath.notify)
    card = next(card for card in world.received[PROPOSER] if card.title == "办理结果告知")
    assert "待提出方确认" in card.subtitle


def test_a_ground_that_the_list_cuts_off_is_written_out_above_it(world: World) -> None:
    """M10: the operator reads the ground that goes out in their name."""
    number = filed(world)
    card = world.send_text(CENTRE, f"不予收办 {number}")[-1]
    shown = next(s["template_card"]["sub_title_text"] for s in reversed(world.screens) if "template_card" in s)
    long = [option.text for option in card.choices[0].options if len(option.text) > 16]
    assert len(long) >= 3
    assert all(text in shown for text in long), shown


def test_a_preview_says_that_nothing_was_chosen(world: World) -> None:
    """P3: what is missing was typed, no item ticked: the line says so instead of 已选择."""
    world.confirms = False
    number = filed(world)
    preview = world.send_text(CENTRE, f"要求补正 {number} 注销通知书截图")[-1]
    assert preview.title == "请核对后确定：要求补正"
    assert "已选择" not in [field.value for field in preview.fields]
