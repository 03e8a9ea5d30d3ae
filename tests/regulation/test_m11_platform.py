"""办法第十一条：平台内部处理过程中出现错误的，由区大数据中心内部修正；
内部核查无误的，向相关责任部门或公共数据主管部门提出异议。
"""

from __future__ import annotations

import pytest

from regulation.refusals import BadValue, Incomplete
from regulation.states import Action, ClockKind, Party, Result, State
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.regulation.case_run import BLAME, MARKET, OFFICER, OPERATOR, PLATFORM_DONE, RETURN, TRANSFER, CaseRun

FRIDAY = "2026-09-18 周五"


def test_the_platforms_own_fault_goes_to_no_department() -> None:
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    run.do(Action.BLAME_PLATFORM, OPERATOR, FRIDAY, **BLAME)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, FRIDAY, **PLATFORM_DONE)
    assert (run.case.state, run.case.result) == (State.NOTIFYING, Result.PLATFORM_REPAIRED)
    assert (run.case.department_id, run.case.party) == (None, Party.CENTRE)


@pytest.mark.parametrize("target", ["responsible", "competent"])
def test_to_the_responsible_or_the_competent_department(target: str) -> None:
    """T22."""
    run = CaseRun.in_state(State.TRANSFERRING, FRIDAY)
    decision = run.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": target})
    assert decision.data["target"] == target
    assert run.runs(ClockKind.REPLY)


def test_to_nobody_else_and_never_without_a_basis() -> None:
    run = CaseRun.in_state(State.TRANSFERRING, FRIDAY)
    assert isinstance(run.refused(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "city"}), BadValue)
    assert isinstance(run.refused(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"basis": ""}), Incomplete)


def test_the_catalogue_proposes_the_owner_and_is_the_basis(world: World) -> None:
    MainPath(world).until(MainPath.clear)
    world.press_button("li.na", "转交区市场监管局")
    number = world.numbers()[-1]
    card = world.send_text("wang.fang", f"查询 {number}")[-1]
    assert "数据资源目录登记的责任部门（MKT-0001）" in card.body


def test_a_returned_case_says_whose_it_may_be() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    decision = run.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    assert decision.data["suggested_department_id"] == MARKET
    assert run.runs(ClockKind.TRANSFER)
