"""规则二.6、二.8，本系统约定：答复不明确的可退回一次补充，反馈批次查无的退回；期限连续计算。"""

import pytest

from regulation.case import Actor
from regulation.refusals import AlreadyDone, Incomplete, NotAllowedNow
from regulation.states import Action, ClockKind, Party, State, Verdict
from tests.days import day
from tests.regulation.case_run import CORRECT, DONE, OFFICER, OPERATOR, PROPOSER, REPAIR, CaseRun

MONDAY = "2026-10-12 周一"  # a reply is due on Thursday the 15th, a repair on Wednesday the 21st
MORE = {"reason": "答复未写明登记状态应为注销还是存续"}
NOT_FOUND = {"reason": "平台中没有查到所报批次"}


def replied(when: str) -> CaseRun:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, when, **CORRECT)
    return run


def test_a_returned_replys_limit_never_stopped() -> None:
    run = replied("2026-10-13 周二")
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-14 周三", **MORE)
    assert (run.case.state, run.case.result, run.case.party) == (State.VERIFYING, None, Party.DEPARTMENT)
    assert run.due(ClockKind.REPLY) == day("2026-10-15 周四")
    assert run.clock(ClockKind.NOTICE).verdict is Verdict.VOID
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-16 周五", **CORRECT)
    assert run.clock(ClockKind.REPLY).verdict is Verdict.LATE


def test_returned_after_the_due_day_the_department_has_one_working_day() -> None:
    run = replied("2026-10-15 周四")
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-16 周五", **MORE)
    assert run.due(ClockKind.REPLY) == day("2026-10-19 周一")
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-19 周一", **CORRECT)
    assert run.clock(ClockKind.REPLY).verdict is Verdict.IN_TIME


def test_a_late_reply_is_not_healed_by_its_return() -> None:
    run = replied("2026-10-16 周五")
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-16 周五", **MORE)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-16 周五", **CORRECT)
    assert run.clock(ClockKind.REPLY).verdict is Verdict.LATE


def test_once_a_round_with_a_reason_by_the_centre() -> None:
    run = replied("2026-10-13 周二")
    assert isinstance(run.refused(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二"), Incomplete)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二", **MORE)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-13 周二", **CORRECT)
    assert isinstance(run.refused(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二", **MORE), AlreadyDone)


def test_within_one_working_day_and_before_the_result_was_told() -> None:
    assert isinstance(replied(MONDAY).refused(Action.RETURN_REPLY, OPERATOR, "2026-10-14 周三", **MORE), NotAllowedNow)
    run = replied(MONDAY)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    assert isinstance(run.refused(Action.RETURN_REPLY, OPERATOR, MONDAY, **MORE), NotAllowedNow)


def test_a_reply_to_repair_is_returned_with_all_it_started() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-13 周二", **REPAIR)
    decision = run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-14 周三", **MORE)
    assert (decision.flag, run.case.flagged, run.case.fault_found, run.case.promised_on) == (
        "clear",
        False,
        False,
        None,
    )
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.VOID
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-15 周四", **REPAIR)
    assert run.due(ClockKind.REPAIR) == day("2026-10-26 周一")


def fed_back(when: str) -> CaseRun:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.FINISH_REPAIR, OFFICER, when, **DONE)
    return run


def test_a_batch_that_is_not_found_goes_back_and_the_repair_limit_goes_on() -> None:
    run = fed_back("2026-10-19 周一")
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-10-20 周二", **NOT_FOUND)
    assert (run.case.state, run.due(ClockKind.REPAIR)) == (State.REPAIRING, day("2026-10-21 周三"))
    assert (run.case.result, run.clock(ClockKind.NOTICE).verdict) == (None, Verdict.VOID)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-22 周四", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE


def test_returned_after_the_due_day_there_is_one_working_day_and_only_once() -> None:
    run = fed_back("2026-10-21 周三")
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-10-22 周四", **NOT_FOUND)
    assert run.due(ClockKind.REPAIR) == day("2026-10-23 周五")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-23 周五", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.IN_TIME
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-10-26 周一", **NOT_FOUND)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-26 周一", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE


def test_late_feedback_is_not_healed_by_its_return() -> None:
    run = fed_back("2026-10-22 周四")
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-10-22 周四", **NOT_FOUND)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-22 周四", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE


def test_no_feedback_is_returned_later_or_once_told() -> None:
    run = fed_back(MONDAY)
    assert isinstance(run.refused(Action.RETURN_FEEDBACK, OPERATOR, "2026-10-14 周三", **NOT_FOUND), NotAllowedNow)
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    assert Action.RETURN_FEEDBACK not in run.may(OPERATOR, MONDAY)


def test_ex_officio_it_goes_back_too() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-13 周二", **DONE)
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, "2026-10-13 周二", finding="平台中未见更正")
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-10-14 周三", **NOT_FOUND)
    assert (run.case.state, run.case.confirmed_by, run.runs(ClockKind.CENTRE_CONFIRM)) == (State.REPAIRING, 0, False)


@pytest.mark.parametrize(
    ("state", "action", "actor"),
    [
        (State.REPAIRING, Action.CORRECT_REPLY, OFFICER),
        (State.NOTIFYING, Action.CORRECT_REPLY, OFFICER),
        (State.CONFIRMING, Action.CORRECT_REPLY, OFFICER),
        (State.CONFIRMING, Action.CORRECT_NOTICE, OPERATOR),
    ],
)
def test_a_correction_moves_no_limit_and_changes_no_verdict(state: State, action: Action, actor: Actor) -> None:
    run = CaseRun.in_state(state, MONDAY)
    before = [(clock.due_on, clock.verdict) for clock in run.case.clocks]
    line = run.do(action, actor, "2026-10-13 周二", correction="登记日期应为2021年3月1日", reason="前次笔误")
    assert (line.clock_ops, line.flag, run.case.state) == ((), "", state)
    assert [(clock.due_on, clock.verdict) for clock in run.case.clocks] == before
    assert line.texts["correction"] == "登记日期应为2021年3月1日"


def test_each_corrects_what_they_sent_and_only_while_it_is_open() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    assert Action.CORRECT_REPLY not in run.may(OPERATOR, MONDAY)
    assert Action.CORRECT_NOTICE not in run.may(OFFICER, MONDAY)
    run.do(Action.CONFIRM, PROPOSER, MONDAY)
    assert Action.CORRECT_REPLY not in run.may(OFFICER, MONDAY)
    assert Action.CORRECT_NOTICE not in CaseRun.in_state(State.NOTIFYING, MONDAY).may(OPERATOR, MONDAY)
