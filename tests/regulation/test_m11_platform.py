"""办法第十一条：平台内部处理过程中出现错误的，由区大数据中心内部修正；
内部核查无误的，向相关责任部门或公共数据主管部门提出异议。
"""

from __future__ import annotations

import pytest

from regulation.refusals import BadValue, Incomplete
from regulation.states import Action, ClockKind, Party, Result, State
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.regulation.desk import BLAME, MARKET, OFFICER, OPERATOR, PLATFORM_DONE, RETURN, TRANSFER, Desk

FRIDAY = "2026-09-18 周五"


def test_the_platforms_own_fault_goes_to_no_department() -> None:
    desk = Desk.in_state(State.CHECKING, FRIDAY)
    desk.do(Action.BLAME_PLATFORM, OPERATOR, FRIDAY, **BLAME)
    desk.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, FRIDAY, **PLATFORM_DONE)
    assert (desk.case.state, desk.case.result) == (State.NOTIFYING, Result.PLATFORM_REPAIRED)
    assert (desk.case.department_id, desk.case.party) == (None, Party.CENTRE)


@pytest.mark.parametrize("target", ["responsible", "competent"])
def test_to_the_responsible_or_the_competent_department(target: str) -> None:
    """T22."""
    desk = Desk.in_state(State.TRANSFERRING, FRIDAY)
    decision = desk.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": target})
    assert decision.data["target"] == target
    assert desk.runs(ClockKind.REPLY)


def test_to_nobody_else_and_never_without_a_basis() -> None:
    desk = Desk.in_state(State.TRANSFERRING, FRIDAY)
    assert isinstance(desk.refused(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "city"}), BadValue)
    assert isinstance(desk.refused(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"basis": ""}), Incomplete)


def test_the_catalogue_proposes_the_owner_and_is_the_basis(world: World) -> None:
    MainPath(world).until(MainPath.clear)
    world.press_button("li.na", "转交区市场监管局")
    number = world.numbers()[-1]
    card = world.send_text("wang.fang", f"查询 {number}")[-1]
    assert "数据资源目录登记的责任部门（MKT-0001）" in card.body


def test_a_returned_case_says_whose_it_may_be() -> None:
    desk = Desk.in_state(State.DISPATCHED, FRIDAY)
    decision = desk.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    assert decision.data["suggested_department_id"] == MARKET
    assert desk.runs(ClockKind.TRANSFER)
