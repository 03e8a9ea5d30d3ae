"""工作规则二.3：收办时间自收到补正材料后次日重新计算；视为其放弃本次公共数据异议核实与处理。"""

from __future__ import annotations

from regulation.states import Action, ClockKind, Outcome, State
from tests.bot.acts.test_result_branch import system
from tests.bot.test_supplement import asked
from tests.bot.world import World
from tests.days import day
from tests.regulation.case_run import ITEMS, OPERATOR, PROPOSER, CaseRun


def test_nothing_but_the_acceptance_limit_starts_anew() -> None:
    """T10: the platform's check begins with the acceptance, as it would have without a supplement."""
    run = CaseRun("2026-09-14 周一")
    run.do(Action.ASK_SUPPLEMENT, OPERATOR, "2026-09-15 周二", **ITEMS)
    run.do(Action.SUPPLEMENT, PROPOSER, "2026-09-17 周四")
    assert [clock.kind for clock in run.case.clocks if clock.stopped_at is None] == [ClockKind.ACCEPT]
    run.do(Action.ACCEPT, OPERATOR, "2026-09-18 周五")
    assert run.due(ClockKind.CHECK) == day("2026-09-21 周一")
    assert [clock.kind for clock in run.case.clocks] == [
        ClockKind.ACCEPT,
        ClockKind.SUPPLEMENT,
        ClockKind.ACCEPT,
        ClockKind.CHECK,
    ]


def test_abandonment_covers_this_filing_alone(world: World) -> None:
    """T15: 本次; the proposer files anew with the words of the old one, which the new one names."""
    number = asked(world)
    if world.ticket(number).to_tell:
        system(world, number, Action.TOLD)
    world.at("2026-09-24T10:00")
    system(world, number, Action.LAPSE)
    world.send_text("li.na", f"视为放弃 {number} 逾期未补正且未说明理由")
    assert world.ticket(number).outcome is Outcome.ABANDONED
    world.send_text("zhang.wei", f"重新提出 {number}")
    world.press_button("zhang.wei", "提交")
    again = world.numbers()[-1]
    assert again != number
    assert world.ticket(again).state is State.PRESCREEN
    assert number in world.send_text("li.na", f"查询 {again}")[-1].body
