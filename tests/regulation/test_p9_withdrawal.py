"""办法第五条、第十三条、规则二.9，本系统约定：查实前撤回即办结；查实后撤回，修正责任不变，依职权继续办理。"""

import pytest

from regulation.case import Actor
from regulation.refusals import NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Outcome, Party, Result, Role, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    BLAME,
    CIVIL,
    COLLEAGUE,
    COOPERATE,
    CORRECT,
    DIRECTOR,
    DONE,
    OFFICER,
    OPERATOR,
    PATHS,
    PLATFORM_DONE,
    PROPOSER,
    REPAIR,
    SPECIAL,
    SUPERVISOR,
    TRANSFER,
    CaseRun,
)

MONDAY = "2026-10-12 周一"
CHECKED = {"finding": "平台中记录已与更正内容一致"}
WRONG = {"reason": "提出方误点撤回，来电说明"}
FOUND = (State.PLATFORM_REPAIR, State.REPAIRING, State.NOTIFYING, State.CONFIRMING)
NOT_FOUND = [state for state in PATHS if state not in (*FOUND, State.CENTRE_CONFIRMING, State.CLOSED)]


@pytest.mark.parametrize("state", NOT_FOUND)
def test_before_a_finding_it_ends_the_case(state: State) -> None:
    """申请特例 alone is no finding."""
    run = CaseRun.in_state(state, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    assert (run.case.state, run.case.outcome, run.case.flagged) == (State.CLOSED, Outcome.WITHDRAWN, False)


@pytest.mark.parametrize(
    ("state", "to"),
    [
        (State.PLATFORM_REPAIR, State.PLATFORM_REPAIR),
        (State.REPAIRING, State.REPAIRING),
        (State.NOTIFYING, State.CENTRE_CONFIRMING),
        (State.CONFIRMING, State.CENTRE_CONFIRMING),
    ],
)
def test_after_a_finding_the_case_goes_on_ex_officio(state: State, to: State) -> None:
    run = CaseRun.in_state(state, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    assert (run.case.state, run.case.outcome, run.case.ex_officio, run.case.flagged) == (to, None, True, True)
    assert isinstance(run.refused(Action.WITHDRAW, PROPOSER, MONDAY), NotAllowedNow)


def test_the_limit_to_repair_does_not_notice() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-14 周三")
    assert run.due(ClockKind.REPAIR) == day("2026-10-21 周三")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-22 周四", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE
    assert (run.case.state, run.due(ClockKind.CENTRE_CONFIRM)) == (State.CENTRE_CONFIRMING, day("2026-10-29 周四"))
    assert not run.runs(ClockKind.NOTICE)  # the notice falls away


def ex_officio() -> CaseRun:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-13 周二", **DONE)
    return run


def test_two_persons_of_the_centre_confirm() -> None:
    run = ex_officio()
    assert (run.case.party, run.due(ClockKind.CENTRE_CONFIRM)) == (Party.CENTRE, day("2026-10-20 周二"))
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-14 周三", **CHECKED)
    assert run.case.state is State.CENTRE_CONFIRMING
    assert isinstance(run.refused(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-14 周三", **CHECKED), NotYours)
    decision = run.do(Action.CONFIRM_BY_CENTRE, COLLEAGUE, "2026-10-14 周三", **CHECKED)
    assert (run.case.outcome, decision.flag) == (Outcome.EX_OFFICIO, "clear")
    assert run.clock(ClockKind.CENTRE_CONFIRM).verdict is Verdict.IN_TIME


@pytest.mark.parametrize("second", [DIRECTOR, SUPERVISOR])
def test_the_second_may_be_the_director_or_the_supervising_office(second: Actor) -> None:
    run = ex_officio()
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-14 周三", **CHECKED)
    run.do(Action.CONFIRM_BY_CENTRE, second, "2026-10-14 周三", **CHECKED)
    assert run.case.outcome is Outcome.EX_OFFICIO


def test_who_repaired_the_platform_does_not_confirm_it() -> None:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, MONDAY, **PLATFORM_DONE)
    assert isinstance(run.refused(Action.CONFIRM_BY_CENTRE, OPERATOR, MONDAY, **CHECKED), NotYours)
    run.do(Action.CONFIRM_BY_CENTRE, COLLEAGUE, MONDAY, **CHECKED)


def test_nor_who_repaired_the_platform_before_the_departments_turn() -> None:
    """同时存在数据源头问题: the platform's repairer is as little their own judge as the department's."""
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, MONDAY, also_department=True, **PLATFORM_DONE)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TRANSFER)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR)
    run.do(Action.FINISH_REPAIR, OFFICER, MONDAY, **DONE)
    assert isinstance(run.refused(Action.CONFIRM_BY_CENTRE, OPERATOR, MONDAY, **CHECKED), NotYours)
    run.do(Action.CONFIRM_BY_CENTRE, COLLEAGUE, MONDAY, **CHECKED)
    run.do(Action.REJECT_BY_CENTRE, COLLEAGUE, MONDAY, reason="第二条仍未更正")
    assert run.case.platform_repaired_by == 0  # a new round


def test_what_is_still_wrong_goes_back_in_a_new_round() -> None:
    run = ex_officio()
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-14 周三", **CHECKED)
    run.do(Action.REJECT_BY_CENTRE, COLLEAGUE, "2026-10-14 周三", reason="第二条仍未更正")
    assert (run.case.state, run.case.round, run.case.confirmed_by) == (State.DISPATCHED, 2, 0)
    assert run.due(ClockKind.REPLY) == day("2026-10-19 周一")
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-15 周四", **CORRECT)
    assert run.case.state is State.CENTRE_CONFIRMING


def test_who_left_is_not_asked_any_more() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.REJECT_BY_CENTRE, OPERATOR, MONDAY, reason="第二条仍未更正")
    assert isinstance(run.refused(Action.REPLY_COOPERATE, OFFICER, MONDAY, **COOPERATE), NotAllowedNow)


def applied() -> CaseRun:
    """Data that cannot be repaired, and nobody to consent."""
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-14 周三", **SPECIAL)
    return run


def test_ex_officio_the_centre_decides_on_a_special_case_in_the_proposers_place() -> None:
    """G7, own rule: the limit to repair rests, two persons decide within five working days, nobody is told or asked."""
    run = applied()
    assert (run.case.state, run.case.to_tell, run.runs(ClockKind.REPAIR)) == (State.CENTRE_CONFIRMING, "", False)
    assert run.due(ClockKind.CENTRE_CONFIRM) == day("2026-10-21 周三")
    own = Actor(60, frozenset({Role.OPERATOR}), CIVIL)  # of the department that applied
    assert isinstance(run.refused(Action.CONFIRM_BY_CENTRE, own, "2026-10-15 周四", **CHECKED), NotYours)
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-15 周四", **CHECKED)
    assert isinstance(run.refused(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-15 周四", **CHECKED), NotYours)
    run.do(Action.CONFIRM_BY_CENTRE, COLLEAGUE, "2026-10-15 周四", **CHECKED)
    assert (run.case.outcome, run.case.result, run.case.flagged) == (Outcome.SPECIAL, Result.SPECIAL, True)


def test_refused_by_the_centre_what_was_left_goes_on_in_the_same_round() -> None:
    run = applied()
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-15 周四", **CHECKED)
    own = Actor(60, frozenset({Role.OPERATOR}), CIVIL)
    assert isinstance(run.refused(Action.REFUSE_SPECIAL, own, "2026-10-16 周五", reason="档案馆存有副本"), NotYours)
    run.do(Action.REFUSE_SPECIAL, COLLEAGUE, "2026-10-16 周五", reason="档案馆存有副本，应当据此修正")
    assert (run.case.state, run.case.round, run.case.result, run.case.confirmed_by) == (State.REPAIRING, 1, None, 0)
    assert run.due(ClockKind.REPAIR) == day("2026-10-23 周五")  # 5 of 7 left
    assert Action.REFUSE_SPECIAL not in ex_officio().may(OPERATOR, MONDAY)  # a repair is confirmed or rejected


def test_a_second_application_ex_officio_is_let_in_by_the_centre_first() -> None:
    run = applied()
    run.do(Action.REFUSE_SPECIAL, OPERATOR, "2026-10-14 周三", reason="档案馆存有副本，应当据此修正")
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-15 周四", **SPECIAL)
    assert (run.case.state, run.runs(ClockKind.REPAIR)) == (State.REPAIRING, True)
    run.do(Action.APPROVE_SPECIAL, OPERATOR, "2026-10-15 周四", reason="档案馆答复副本亦已灭失")
    assert (run.case.state, run.due(ClockKind.CENTRE_CONFIRM)) == (State.CENTRE_CONFIRMING, day("2026-10-22 周四"))


def test_a_proposer_who_is_back_decides_themselves_within_the_whole_time() -> None:
    run = applied()
    run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-16 周五", **WRONG)
    assert (run.case.state, run.case.result, run.due(ClockKind.CONSENT)) == (
        State.CONSENTING, None, day("2026-10-23 周五"),
    )  # fmt: skip
    run.do(Action.CONSENT, PROPOSER, "2026-10-16 周五")
    assert run.case.state is State.NOTIFYING


def test_what_ended_before_the_centre_confirmed_is_reopened_there() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    for _ in range(3):
        run.do(Action.REJECT_BY_CENTRE, OPERATOR, MONDAY, reason="第二条仍未更正")
        run.do(Action.REPLY_CORRECT, OFFICER, MONDAY, **CORRECT)
    run.do(Action.END_UNACCEPTED, SUPERVISOR, MONDAY, reason="各方对同一条记录的认识无法一致")
    run.do(Action.REOPEN, OPERATOR, MONDAY, reason="取得了新的档案材料")
    assert (run.case.state, run.runs(ClockKind.CENTRE_CONFIRM)) == (State.CENTRE_CONFIRMING, True)


def test_a_withdrawal_while_asked_hands_the_case_back_with_what_was_left() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-15 周四", **SPECIAL)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-19 周一")
    assert (run.case.state, run.due(ClockKind.REPAIR)) == (State.REPAIRING, day("2026-10-23 周五"))
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.REJECT, PROPOSER, MONDAY, reason="仍未更正")
    run.do(Action.REPLY_COOPERATE, OFFICER, "2026-10-14 周三", **COOPERATE)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-19 周一")
    assert (run.case.state, run.due(ClockKind.REPLY)) == (State.VERIFYING, day("2026-10-20 周二"))


def test_withdrawing_after_consent_ends_as_the_special_case_it_is() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
    run.do(Action.CONSENT, PROPOSER, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    assert (run.case.outcome, run.case.result, run.case.flagged) == (Outcome.SPECIAL, Result.SPECIAL, True)


@pytest.mark.parametrize(("when", "may"), [("2026-10-19 周一", True), ("2026-10-20 周二", False)])
def test_the_centre_may_undo_it_for_five_working_days(when: str, may: bool) -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    assert (Action.UNDO_WITHDRAWAL in run.may(OPERATOR, when)) is may
    assert Action.UNDO_WITHDRAWAL not in run.may(PROPOSER, when)


def test_undone_state_and_what_was_left_are_restored() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-13 周二")
    assert run.clock(ClockKind.REPLY).verdict is Verdict.VOID
    run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-16 周五", **WRONG)
    assert (run.case.state, run.case.outcome) == (State.VERIFYING, None)
    assert run.due(ClockKind.REPLY) == day("2026-10-20 周二")  # two of three left
    assert isinstance(run.refused(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-16 周五", **WRONG), NotAllowedNow)


def test_undone_on_the_same_day_the_limit_runs_on_and_nothing_is_gained() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-15 周四")
    run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-15 周四", **WRONG)
    assert run.due(ClockKind.REPLY) == day("2026-10-15 周四")


def test_undone_in_the_repair_the_proposer_is_back() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-13 周二", **WRONG)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-13 周二", **DONE)
    assert (run.case.state, run.due(ClockKind.NOTICE)) == (State.NOTIFYING, day("2026-10-14 周三"))


def test_undone_after_the_result_was_told_the_time_to_confirm_goes_on() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-14 周三")
    run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-15 周四", **WRONG)
    assert (run.case.state, run.due(ClockKind.CONFIRM)) == (State.CONFIRMING, day("2026-10-20 周二"))  # 3 of 5 left


def test_not_once_the_case_has_closed_meanwhile() -> None:
    run = ex_officio()
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-14 周三", **CHECKED)
    run.do(Action.CONFIRM_BY_CENTRE, COLLEAGUE, "2026-10-14 周三", **CHECKED)
    assert Action.UNDO_WITHDRAWAL not in run.may(OPERATOR, "2026-10-14 周三")


def test_who_recorded_a_filing_does_not_withdraw_it_alone() -> None:
    run = CaseRun.recorded(MONDAY, MONDAY)
    assert isinstance(run.refused(Action.WITHDRAW, OPERATOR, MONDAY, heard="来电"), NotYours)
    run.do(Action.WITHDRAW, COLLEAGUE, MONDAY, heard="2026-10-12来电要求撤回")


def test_an_order_of_the_city_is_withdrawn_by_nobody_here() -> None:
    run = CaseRun.city_order(MONDAY)
    assert isinstance(run.refused(Action.WITHDRAW, OPERATOR, MONDAY, heard="市平台来函"), NotAllowedNow)


def test_a_platform_fault_of_an_earlier_round_is_a_finding_too() -> None:
    run = CaseRun.in_state(State.CHECKING, MONDAY)
    run.do(Action.BLAME_PLATFORM, OPERATOR, MONDAY, **BLAME)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, MONDAY, also_department=True, **PLATFORM_DONE)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    assert (run.case.state, run.case.ex_officio) == (State.TRANSFERRING, True)
