"""办法第六条、第七条: 各部门对派发的工单及时接收、分派和进行处理结果反馈;联络专员统筹本部门日常工作。"""

import pytest

from regulation.case import Actor
from regulation.refusals import BadValue, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Role, State
from tests.days import day
from tests.regulation.case_run import (
    CIVIL,
    COUNTED,
    HANDLER,
    LEADER,
    MARKET,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    RETURN,
    TRANSFER,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"
HANDLING = {"handler_id": HANDLER.person_id, "handler_department_id": CIVIL}


def test_dispatch_opens_the_case_to_one_colleague() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    assert run.may(HANDLER, FRIDAY) == ()
    run.do(Action.DISPATCH, OFFICER, FRIDAY, **HANDLING)
    assert run.case.state is State.VERIFYING
    assert set(run.may(HANDLER, FRIDAY)) >= {Action.REPLY_REPAIR, Action.REPLY_CORRECT, Action.TAKE_BACK}
    assert Action.RETURN not in run.may(HANDLER, FRIDAY)
    run.do(Action.TAKE_BACK, HANDLER, FRIDAY)
    assert run.case.handler_id is None
    assert isinstance(run.refused(Action.TAKE_BACK, OFFICER, FRIDAY), NotAllowedNow)


def test_only_within_the_department() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    other = HANDLING | {"handler_department_id": MARKET}
    assert isinstance(run.refused(Action.DISPATCH, OFFICER, FRIDAY, **other), BadValue)


def test_another_departments_officer_has_no_part() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    assert run.may(MARKET_OFFICER, FRIDAY) == ()
    assert isinstance(run.refused(Action.RECEIVE, MARKET_OFFICER, FRIDAY), NotYours)


def test_a_stand_in_acts_as_the_colleague_and_is_recorded() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    deputy = Actor(60, frozenset({Role.OFFICER}), CIVIL, acting_for=OFFICER.person_id)
    assert run.do(Action.RECEIVE, deputy, FRIDAY).actor.acting_for == OFFICER.person_id


def test_the_leader_urges_and_no_more() -> None:
    assert CaseRun.in_state(State.REPAIRING, FRIDAY).may(LEADER, FRIDAY) == (Action.URGE,)
    assert CaseRun.in_state(State.CHECKING, FRIDAY).may(LEADER, FRIDAY) == ()


def test_the_first_return_goes_back_to_the_centre() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    decision = run.do(Action.RETURN, OFFICER, "2026-09-20 周日", **RETURN)
    assert decision.data == {"suggested_department_id": MARKET, "returned_by": CIVIL, **COUNTED}
    assert (run.case.state, run.case.department_id) == (State.TRANSFERRING, None)
    assert run.due(ClockKind.TRANSFER) == day("2026-09-21 周一")


@pytest.mark.parametrize("field", sorted(RETURN))
def test_returning_names_basis_and_whose_it_is(field: str) -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    run.refused(Action.RETURN, OFFICER, FRIDAY, **{key: RETURN[key] for key in RETURN if key != field})
    assert isinstance(
        run.refused(Action.RETURN, OFFICER, FRIDAY, **RETURN | {"suggested_department_id": CIVIL}), BadValue
    )


def test_the_new_owner_has_the_full_limit() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    run.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    run.do(Action.TRANSFER, OPERATOR, "2026-09-20 周日", **TRANSFER | {"department_id": MARKET})
    assert run.due(ClockKind.REPLY) == day("2026-09-23 周三")
    assert run.clock(ClockKind.REPLY).department_id == MARKET


def test_the_second_return_is_ruled_and_then_locked() -> None:
    run = CaseRun.in_state(State.RULING, FRIDAY)
    run.do(Action.RULE, OPERATOR, FRIDAY, **TRANSFER)
    assert run.case.owner_locked
    assert run.due(ClockKind.REPLY) == day("2026-09-22 周二")
    assert isinstance(run.refused(Action.RETURN, OFFICER, FRIDAY, **RETURN), NotAllowedNow)
    assert Action.RETURN not in run.may(OFFICER, FRIDAY)


def test_a_department_that_returned_a_case_can_get_it_again() -> None:
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    run.do(Action.RETURN, OFFICER, FRIDAY, **RETURN)
    run.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER)
    run.do(Action.RECEIVE, OFFICER, FRIDAY)
