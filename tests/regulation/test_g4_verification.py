"""工作规则一.4：按时向异议提出方反馈核实结果；需要进行数据修复的，反馈预计修复时间；
需要异议提出方配合处理的，反馈明确的处理方式和流程。
"""

from __future__ import annotations

import pytest

from regulation.refusals import Incomplete
from regulation.states import Action, ClockKind, Party, State
from tests.bot.acts.last_message import last_message
from tests.bot.acts.main_path import ROAD, MainPath
from tests.bot.world import World
from tests.regulation.case_run import COOPERATE, OFFICER, PROPOSER, REPAIR, CaseRun

FRIDAY = "2026-09-18 周五"


def test_the_proposer_hears_when_it_will_be_repaired(world: World) -> None:
    MainPath(world).until(MainPath.reply)
    notice = last_message(world, "zhang.wei")
    assert notice.title == "责任部门已答复"
    assert "预计2026-09-25 周五完成修正" in notice.body


def test_way_and_steps_of_what_the_proposer_must_do(world: World) -> None:
    number = MainPath(world).until(MainPath.receive)
    world.send_text("wang.fang", f"答复需配合 {number} 档案缺少注销材料")
    world.send_text("wang.fang", "携带注销通知书原件")
    world.send_text("wang.fang", "到政务服务中心三楼窗口提交")
    notice = last_message(world, "zhang.wei")
    assert "携带注销通知书原件" in notice.body
    assert "到政务服务中心三楼窗口提交" in notice.body
    assert notice.buttons[0].text == "配合"


@pytest.mark.parametrize("field", ["finding", "way", "steps"])
def test_cooperation_is_never_asked_for_without_saying_how(field: str) -> None:
    refusal = CaseRun.in_state(State.VERIFYING, FRIDAY).refused(
        Action.REPLY_COOPERATE, OFFICER, FRIDAY, **COOPERATE | {field: ""}
    )
    assert isinstance(refusal, Incomplete)
    assert refusal.field == field


@pytest.mark.parametrize("words", ["正在核实", "已收到，正在核查中，请耐心等待", "我们会尽快答复"])
def test_verifying_is_no_result_of_verification(words: str) -> None:
    """T24: the limit runs on."""
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    run.refused(Action.REPLY_REPAIR, OFFICER, FRIDAY, **REPAIR | {"finding": words})
    assert run.runs(ClockKind.REPLY)


def test_the_days_of_cooperation_are_the_proposers_and_then_the_limit_is_whole_again() -> None:
    run = CaseRun.in_state(State.COOPERATING, FRIDAY)
    answered = run.do(Action.COOPERATE, PROPOSER, "2026-09-30 周三", done="已提交原件")
    assert (run.history[-2].changes["party"], answered.changes["party"]) == (Party.PROPOSER, Party.DEPARTMENT)
    assert f"{run.due(ClockKind.REPLY)}" == "2026-10-10"  # 8, 9 and the make-up Saturday


def test_the_finding_is_read_with_the_reply_and_the_repair_with_the_centres_notice(world: World) -> None:
    """T29: the centre speaks; what was found is fed back at once (按时反馈核实结果), what was done with its notice."""
    case = MainPath(world, finding="登记机关漏改了状态", done="已按通知书改为注销")
    for step in ROAD[: ROAD.index(MainPath.finish) + 1]:
        step(case)
    world.send_text("zhang.wei", f"查询 {case.number}")
    heard = f"{world.received['zhang.wei']}"
    assert "登记机关漏改了状态" in heard
    assert "已按通知书改为注销" not in heard
    case.notify()
    assert "已按通知书改为注销" in last_message(world, "zhang.wei").body
