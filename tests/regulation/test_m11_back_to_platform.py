"""办法第十一条、规则二.4，本系统约定：部门认为系平台环节的退回平台核查；裁定可以是部门、平台或者市平台。"""

import pytest

from regulation.case import Actor
from regulation.refusals import AlreadyDone, Incomplete, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Party, Result, Role, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    BLAME,
    CITY,
    CIVIL,
    CORRECT,
    DONE,
    MARKET,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PLATFORM_DONE,
    PROPOSER,
    REPAIR,
    RETURN,
    TAX,
    TRANSFER,
    CaseRun,
)

MONDAY = "2026-10-12 周一"
SOURCE_RIGHT = {"finding": "本部门业务系统登记为注销，与档案一致", "basis": "业务系统截图与档案扫描件"}
BACK = {"reason": "重新核对归集日志，平台数据与部门接口一致"}
TO_MARKET = TRANSFER | {"department_id": MARKET}


def returned(state: State = State.VERIFYING, when: str = "2026-10-14 周三") -> CaseRun:
    run = CaseRun.in_state(state, MONDAY)
    run.do(Action.REPLY_PLATFORM, OFFICER, when, **SOURCE_RIGHT)
    return run


@pytest.mark.parametrize(("when", "verdict"), [("2026-10-15 周四", Verdict.IN_TIME), ("2026-10-16 周五", Verdict.LATE)])
def test_it_is_a_definite_reply_and_the_centre_checks_anew(when: str, verdict: Verdict) -> None:
    run = returned(when=when)
    assert run.clock(ClockKind.REPLY).verdict is verdict
    assert (run.case.state, run.case.party) == (State.CHECKING, Party.CENTRE)
    assert run.due(ClockKind.CHECK) == day("2026-10-19 周一" if verdict is Verdict.IN_TIME else "2026-10-20 周二")


@pytest.mark.parametrize("field", sorted(SOURCE_RIGHT))
def test_finding_and_evidence_are_needed_and_no_other_department(field: str) -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    given = {name: words for name, words in SOURCE_RIGHT.items() if name != field}
    refusal = run.refused(Action.REPLY_PLATFORM, OFFICER, MONDAY, **given)
    assert isinstance(refusal, Incomplete)
    assert refusal.field == field


def test_then_the_platform_is_repaired() -> None:
    run = returned()
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-10-15 周四", **BLAME)
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-22 周四")
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-10-20 周二", **PLATFORM_DONE)
    assert run.case.result is Result.PLATFORM_REPAIRED


def test_the_centre_does_not_clear_itself_but_rules_with_a_reason() -> None:
    run = returned()
    assert isinstance(run.refused(Action.CLEAR_PLATFORM, OPERATOR, "2026-10-15 周四"), NotAllowedNow)
    assert isinstance(run.refused(Action.RULE, OPERATOR, "2026-10-15 周四", department_id=CIVIL), Incomplete)
    run.do(Action.RULE, OPERATOR, "2026-10-15 周四", **TRANSFER)
    assert (run.case.state, run.case.department_id) == (State.DISPATCHED, CIVIL)
    assert run.clock(ClockKind.CHECK).verdict is Verdict.IN_TIME
    assert run.due(ClockKind.REPLY) == day("2026-10-20 周二")


def test_once_a_round() -> None:
    run = returned()
    run.do(Action.RULE, OPERATOR, "2026-10-15 周四", **TRANSFER)
    assert isinstance(run.refused(Action.REPLY_PLATFORM, OFFICER, "2026-10-15 周四", **SOURCE_RIGHT), AlreadyDone)
    assert isinstance(run.refused(Action.RETURN, OFFICER, "2026-10-15 周四", **RETURN), NotAllowedNow)


def test_and_again_in_the_next_round_for_a_ruling() -> None:
    run = returned()
    run.do(Action.RULE, OPERATOR, "2026-10-15 周四", **TRANSFER)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-15 周四", **CORRECT)
    run.do(Action.NOTIFY, OPERATOR, "2026-10-15 周四")
    run.do(Action.REJECT, PROPOSER, "2026-10-15 周四", reason="平台仍显示存续")
    run.do(Action.REPLY_PLATFORM, OFFICER, "2026-10-16 周五", **SOURCE_RIGHT)
    assert (run.case.state, run.due(ClockKind.RULING)) == (State.RULING, day("2026-10-19 周一"))
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-10-19 周一", **BLAME)
    assert run.case.state is State.PLATFORM_REPAIR


def test_it_counts_as_one_of_the_two_returns() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.RETURN, OFFICER, MONDAY, **RETURN)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TO_MARKET)
    run.do(Action.REPLY_PLATFORM, MARKET_OFFICER, MONDAY, **SOURCE_RIGHT)
    assert (run.case.state, run.case.returns) == (State.RULING, 2)
    run = returned(when=MONDAY)
    run.do(Action.RULE, OPERATOR, MONDAY, **TO_MARKET)
    assert run.case.department_id == MARKET


def test_during_the_repair_its_limit_rests() -> None:
    run = returned(State.REPAIRING, "2026-10-15 周四")
    assert run.case.state is State.CHECKING
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.VOID
    run.do(Action.RULE, OPERATOR, "2026-10-19 周一", **TRANSFER)
    assert (run.case.state, run.due(ClockKind.REPAIR)) == (State.REPAIRING, day("2026-10-23 周五"))  # 4 of 7 left
    assert run.case.promised_on is None
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-23 周五", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.IN_TIME


def test_returned_after_the_repair_limit_it_stays_late() -> None:
    assert returned(State.REPAIRING, "2026-10-22 周四").clock(ClockKind.REPAIR).verdict is Verdict.LATE


def ruling() -> CaseRun:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.RETURN, OFFICER, MONDAY, **RETURN)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TO_MARKET)
    run.do(Action.RETURN, MARKET_OFFICER, "2026-10-13 周二", **RETURN | {"suggested_department_id": CIVIL})
    return run


def test_a_ruling_has_one_working_day_and_gives_three() -> None:
    run = ruling()
    assert (run.due(ClockKind.RULING), run.case.party) == (day("2026-10-14 周三"), Party.CENTRE)
    run.do(Action.RULE, OPERATOR, "2026-10-15 周四", **TRANSFER)
    assert run.clock(ClockKind.RULING).verdict is Verdict.LATE
    assert run.due(ClockKind.REPLY) == day("2026-10-20 周二")
    assert Action.RETURN not in run.may(OFFICER, "2026-10-15 周四")
    assert Action.REPLY_PLATFORM not in run.may(OFFICER, "2026-10-15 周四")


def test_a_ruling_may_name_the_platform_or_the_city() -> None:
    run = ruling()
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-10-14 周三", **BLAME)
    assert (run.case.state, run.case.fault_found) == (State.PLATFORM_REPAIR, True)
    run = ruling()
    assert isinstance(run.refused(Action.HAND_TO_CITY, OPERATOR, "2026-10-14 周三", **CITY), Incomplete)
    run.do(Action.HAND_TO_CITY, OPERATOR, "2026-10-14 周三", **CITY, reason="数据由市平台下发")
    assert (run.case.state, run.clock(ClockKind.RULING).verdict) == (State.CITY, Verdict.IN_TIME)


def test_nobody_rules_on_their_own_departments_return() -> None:
    run = returned()
    both = Actor(90, frozenset({Role.OPERATOR, Role.OFFICER}), CIVIL)
    assert isinstance(run.refused(Action.RULE, both, "2026-10-15 周四", **TO_MARKET), NotYours)


@pytest.mark.parametrize(
    ("action", "given"),
    [(Action.RULE, TRANSFER), (Action.BLAME_PLATFORM, BLAME), (Action.HAND_TO_CITY, CITY | {"reason": "市平台下发"})],
)
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.DIRECTOR])
def test_nor_on_a_return_that_left_the_case_without_a_department(
    role: Role, action: Action, given: dict[str, object]
) -> None:
    """本系统约定（第23点）：退回后工单不再有责任部门，退回的部门仍不能裁定；另一部门的人可以。"""
    run = ruling()
    ours, merged = Actor(90, frozenset({role}), MARKET), Actor(91, frozenset({role}), TAX, merged=frozenset({MARKET}))
    for actor in (ours, merged):
        assert isinstance(run.refused(action, actor, "2026-10-14 周三", **given), NotYours)
        assert action not in run.may(actor, "2026-10-14 周三")
    assert action in run.may(Actor(92, frozenset({role}), TAX), "2026-10-14 周三")


def test_a_mis_tap_is_taken_back_and_stops_nothing() -> None:
    """P4: 更正核查结论; the check has the verdict of the last finding."""
    run = CaseRun.in_state(State.CHECKING, MONDAY)  # due on Wednesday the 14th
    run.do(Action.CLEAR_PLATFORM, OPERATOR, "2026-10-13 周二")
    assert isinstance(run.refused(Action.CORRECT_CHECK, OPERATOR, "2026-10-13 周二"), Incomplete)
    run.do(Action.CORRECT_CHECK, OPERATOR, "2026-10-14 周三", reason="误点了平台核查无误")
    assert (run.case.state, run.due(ClockKind.CHECK)) == (State.CHECKING, day("2026-10-14 周三"))
    assert run.clock(ClockKind.TRANSFER).verdict is Verdict.VOID
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-10-15 周四", **BLAME)
    assert run.clock(ClockKind.CHECK).verdict is Verdict.LATE


def test_a_mistaken_platform_fault_is_taken_back_with_its_flag() -> None:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    decision = run.do(Action.CORRECT_CHECK, OPERATOR, "2026-10-13 周二", reason="日志看错")
    assert (decision.flag, run.case.flagged, run.case.fault_found) == ("clear", False, False)
    run.do(Action.CLEAR_PLATFORM, OPERATOR, "2026-10-14 周三")
    assert run.clock(ClockKind.CHECK).verdict is Verdict.IN_TIME


def test_after_the_transfer_it_is_too_late_to_take_back() -> None:
    run = CaseRun.in_state(State.DISPATCHED, MONDAY)
    assert Action.CORRECT_CHECK not in run.may(OPERATOR, MONDAY)
    returned_once = CaseRun.in_state(State.DISPATCHED, MONDAY)
    returned_once.do(Action.RETURN, OFFICER, "2026-10-13 周二", **RETURN)
    assert Action.CORRECT_CHECK not in returned_once.may(OPERATOR, "2026-10-13 周二")


def test_found_right_and_rejected_the_department_may_name_the_platform() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, MONDAY, **CORRECT)
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    run.do(Action.REJECT, PROPOSER, MONDAY, reason="平台仍显示存续")
    run.do(Action.REPLY_PLATFORM, OFFICER, MONDAY, **SOURCE_RIGHT)
    assert run.case.state is State.CHECKING


def test_ruled_back_it_may_still_turn_out_to_need_a_repair() -> None:
    run = returned()
    run.do(Action.RULE, OPERATOR, "2026-10-15 周四", **TRANSFER)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-19 周一", **REPAIR)
    assert run.due(ClockKind.REPAIR) == day("2026-10-28 周三")
