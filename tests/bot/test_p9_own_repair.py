"""P9 (本系统约定): whoever reported a repair neither confirms nor evaluates it; two people means two people."""

from __future__ import annotations

import pytest

from regulation.states import Outcome, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World

OFFICER = "wang.fang"


@pytest.fixture
def told(world: World) -> str:
    """The officer filed against the data of their own department, repaired it, and was told the result."""
    world.send_text(OFFICER, "提出异议")
    world.send_text(OFFICER, "企业登记")
    world.choose_option(OFFICER, "错误")
    for words in ("某公司登记状态为存续", "该公司已于2025年注销，应为注销", "办理业务时核对发现"):
        world.send_text(OFFICER, words)
    world.press_button(OFFICER, "完成")
    path = MainPath(world)
    path.number = world.press_button(OFFICER, "提交")[-1].ticket
    for step in (path.accept, path.clear, path.transfer, path.receive, path.reply, path.finish):
        step()
    world.send_text("li.na", f"告知结果 {path.number}")
    return path.number


def test_who_reported_the_repair_does_not_confirm_it(world: World, told: str) -> None:
    assert world.ticket(told).state is State.CONFIRMING
    assert "数据已正确，确认办结" not in [button.text for button in last_message(world, OFFICER).buttons]
    assert "不能确认、评价本人反馈的修正" in world.send_text(OFFICER, f"确认 {told} 确定")[-1].body
    assert world.ticket(told).state is State.CONFIRMING


def test_they_withdraw_and_two_of_the_centre_confirm(world: World, told: str) -> None:
    """No dead end: the fault was found, so the case goes on 依职权."""
    world.send_text(OFFICER, f"撤回 {told} 本人反馈的修正 确定")
    assert world.ticket(told).state is State.CENTRE_CONFIRMING


def test_a_colleague_of_theirs_repairs_and_they_confirm(world: World, told: str) -> None:
    """Another person's repair is theirs to confirm."""
    world.send_text(OFFICER, f"不认可 {told} 登记状态仍然显示存续 确定")
    world.send_text("li.na", f"催办 {told}")
    world.send_text(OFFICER, f"转派 {told} 孙丽")
    world.send_text("sun.li", f"答复需修正 {told} 9月25日 经核实属实，状态没有更新 确定")
    world.send_text("sun.li", f"完成修正 {told} 已将状态更正为注销")
    world.choose_option("sun.li", "是")
    world.send_text("sun.li", "2026-09-24 批次 0713")
    world.send_text("li.na", f"告知结果 {told}")
    world.send_text(OFFICER, f"确认 {told} 确定")
    assert world.ticket(told).outcome is Outcome.CONFIRMED
