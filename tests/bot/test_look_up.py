"""Lookups (我的异议, 我的待办, 查询, 为什么, 更多, 已阅, 帮助) show only tickets the caller has a part in (M4)."""

from __future__ import annotations

import pytest

from bot.commands import COMMANDS
from bot.commands.help import BRACKETS
from bot.context import Command
from bot.ports import CardKind
from tests.bot.filing import filed
from tests.bot.world import World


def test_my_objections(world: World) -> None:
    assert "还没有提出过异议" in world.send_text("zhang.wei", "我的异议")[-1].title
    number = filed(world)
    card = world.send_text("zhang.wei", "我的异议")[-1]
    assert number in card.fields[0].value
    assert "待预审 企业登记基本信息" in card.fields[0].value
    assert card.fields[0].label == "剩1天"
    assert world.press_button("zhang.wei", "查看")[-1].ticket == number


def test_my_tasks_most_urgent_first(world: World) -> None:
    assert "没有需要您办理" in world.send_text("li.na", "我的待办")[-1].title
    first = filed(world)
    world.at("2026-09-18T10:00")
    second = filed(world)
    card = world.send_text("li.na", "我的待办")[-1]
    assert [first in card.fields[0].value, second in card.fields[1].value] == [True, True]
    world.choose_option("li.na", "企业登记")
    assert world.last_card("li.na").ticket == first


def test_look_up_by_number_in_any_spelling(world: World) -> None:
    number = filed(world)
    for spelling in (number, number.lower(), "20260917-1", "CN-20260917-1"):
        assert world.send_text("zhang.wei", f"查询 {spelling}")[-1].ticket == number


def test_look_up_by_words(world: World) -> None:
    number = filed(world)
    assert world.send_text("li.na", "查询 企业登记")[-1].ticket == number
    assert "没有找到" in world.send_text("li.na", "查询 火星")[-1].body
    assert "请写明工单号或关键词" in world.send_text("li.na", "查询")[-1].body


def test_people_without_a_part_find_nothing(world: World) -> None:
    number = filed(world)
    for user in ("he.ping", "wang.fang", "wu.gang"):
        assert "查无此工单" in world.send_text(user, f"查询 {number}")[-1].body
        assert "没有找到" in world.send_text(user, "查询 企业登记")[-1].body
        assert "查无此工单" in world.send_text(user, f"为什么 {number}")[-1].body
        assert "查无此工单" in world.send_text(user, f"更多 {number}")[-1].body


def test_why_explains_the_due_date(world: World) -> None:
    number = filed(world)
    for card in (
        world.press_button("zhang.wei", "为什么是这一天")[-1],
        world.send_text("li.na", f"为什么 {number}")[-1],
    ):
        assert card.kind is CardKind.TEXT
        assert "2026-09-18 周五" in card.title
        assert "2026-09-17 周四" in card.body
        assert "第1日" in card.body
        assert "工作规则二.2" in card.body
        assert len((card.title + card.body).encode()) < 2048


def test_why_without_a_number_takes_the_only_ticket_with_a_limit(world: World) -> None:
    filed(world)
    assert "2026-09-18 周五" in world.send_text("zhang.wei", "为什么")[-1].title
    assert "没有正在计时" in world.send_text("he.ping", "为什么")[-1].body


def test_more_lists_the_possible_commands(world: World) -> None:
    number = filed(world)
    body = world.send_text("li.na", f"更多 {number}")[-1].body
    assert f"收办 {number}" in body
    assert f"不予收办 {number}" in body
    assert "收办" not in world.send_text("zhang.wei", f"更多 {number}")[-1].body


def test_help_lists_the_persons_commands(world: World) -> None:
    proposer, operator = world.send_text("zhang.wei", "帮助")[-1].body, world.send_text("li.na", "帮助")[-1].body
    assert "提出异议" in proposer
    assert "不予收办" not in proposer
    assert "不予收办" in operator
    assert "上一步" in proposer


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.word)
def test_every_command_is_explained_with_its_arguments(world: World, command: Command) -> None:
    if command.word != "帮助":
        assert command.usage.translate(BRACKETS) in world.send_text("zhou.jie", f"帮助 {command.word}")[-1].body
    cards = world.send_text("wu.gang", command.word)
    assert len(cards) == 1
    assert cards[0].title or cards[0].body
    assert "很抱歉" not in cards[0].body


def test_overdue_list_is_for_supervisors(world: World) -> None:
    number = filed(world)
    assert "没有逾期" in world.send_text("chen.mo", "逾期")[-1].body
    world.at("2026-09-21T09:00")
    card = world.send_text("chen.mo", "逾期")[-1]
    assert "全区逾期提示：1件" in card.title
    assert card.fields[0].label == "逾期2日"  # the Sunday worked (调休) counts
    assert number in card.fields[0].value
    assert "没有逾期" in world.send_text("wu.gang", "逾期")[-1].body  # nothing has been transferred to his department
    assert "逾期清单供" in world.send_text("zhang.wei", "逾期")[-1].body
