"""办法第二条，本系统约定：收办以后、答复以前发现不适用本办法的，两项都成立方可终止办理；可以重新受理。"""

from typing import Any, TypeAlias

import pytest

from regulation.case import Actor
from regulation.refusals import Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Outcome, State, Verdict
from tests.days import day
from tests.regulation.case_run import COOPERATE, CORRECT, OFFICER, OPERATOR, PROPOSER, RETURN, CaseRun

Step: TypeAlias = tuple[Action, Actor, dict[str, Any]]

MONDAY = "2026-10-12 周一"
BOTH = {
    "administrative_act": True,
    "other_remedy": True,
    "rule": "中华人民共和国行政复议法",
    "reason": "数据问题由行政处罚决定引起，应当依法申请行政复议",
}
BEFORE_A_REPLY = [State.CHECKING, State.TRANSFERRING, State.DISPATCHED, State.VERIFYING, State.RULING]


@pytest.mark.parametrize("state", BEFORE_A_REPLY)
def test_after_acceptance_and_before_a_reply(state: State) -> None:
    run = CaseRun.in_state(state, MONDAY)
    run.do(Action.TERMINATE, OPERATOR, MONDAY, **BOTH)
    assert (run.case.outcome, run.history[-1].action) == (Outcome.TERMINATED, Action.TOLD)


@pytest.mark.parametrize("field", sorted(BOTH))
def test_with_both_ticks_the_rule_and_the_reason(field: str) -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    given = {name: value for name, value in BOTH.items() if name != field}
    refusal = run.refused(Action.TERMINATE, OPERATOR, MONDAY, **given)
    assert isinstance(refusal, Incomplete)
    assert refusal.field == field


@pytest.mark.parametrize("tick", ["administrative_act", "other_remedy"])
def test_one_of_two_conditions_is_none(tick: str) -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    assert isinstance(run.refused(Action.TERMINATE, OPERATOR, MONDAY, **BOTH | {tick: False}), Incomplete)


def test_not_by_the_department_and_not_after_a_fault_was_found() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    assert isinstance(run.refused(Action.TERMINATE, OFFICER, MONDAY, **BOTH), NotYours)
    for state in (State.REPAIRING, State.PLATFORM_REPAIR, State.NOTIFYING, State.PRESCREEN):
        assert Action.TERMINATE not in CaseRun.in_state(state, MONDAY).may(OPERATOR, MONDAY)
    order = CaseRun.city_order(MONDAY)
    assert isinstance(order.refused(Action.TERMINATE, OPERATOR, MONDAY, **BOTH), NotAllowedNow)


AFTER_A_REPLY: list[list[Step]] = [
    [(Action.REPLY_COOPERATE, OFFICER, COOPERATE), (Action.COOPERATE, PROPOSER, {"done": "已到窗口提交证明"})],
    [(Action.REPLY_PLATFORM, OFFICER, {"finding": "源数据与档案一致", "basis": "业务系统截图与档案扫描件"})],
    [(Action.REPLY_CORRECT, OFFICER, CORRECT), (Action.NOTIFY, OPERATOR, {}),
     (Action.REJECT, PROPOSER, {"reason": "登记日期仍然不对"})],
    [(Action.REPLY_COOPERATE, OFFICER, COOPERATE), (Action.COOPERATE, PROPOSER, {"done": "已到窗口提交证明"}),
     (Action.RETURN, OFFICER, RETURN)],
]  # fmt: skip


@pytest.mark.parametrize("road", AFTER_A_REPLY)
def test_not_after_a_reply_of_this_or_an_earlier_round(road: list[Step]) -> None:
    """After 收办 and before a reply: whichever department sent it, and wherever the case is since."""
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    for action, actor, given in road:
        run.do(action, actor, MONDAY, **given)
    assert run.case.state in BEFORE_A_REPLY
    assert isinstance(run.refused(Action.TERMINATE, OPERATOR, MONDAY, **BOTH), NotAllowedNow)


def test_a_limit_that_had_passed_stays_late() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.TERMINATE, OPERATOR, "2026-10-16 周五", **BOTH)
    assert run.clock(ClockKind.REPLY).verdict is Verdict.LATE


def test_it_is_reopened_where_it_stood_with_what_was_left() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.TERMINATE, OPERATOR, "2026-10-14 周三", **BOTH)
    assert isinstance(run.refused(Action.REOPEN, OPERATOR, "2026-10-19 周一"), Incomplete)
    run.do(Action.REOPEN, OPERATOR, "2026-10-19 周一", reason="行政复议机关认为不属其受理范围")
    assert (run.case.state, run.due(ClockKind.REPLY)) == (State.VERIFYING, day("2026-10-20 周二"))
