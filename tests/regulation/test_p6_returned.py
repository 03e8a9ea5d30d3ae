"""规则二.6、二.8，本系统约定：答复不明确的可退回一次补充，反馈批次查无的退回；期限连续计算。"""

import pytest

from regulation.case import Actor
from regulation.refusals import AlreadyDone, Incomplete, NotAllowedNow
from regulation.states import Action, ClockKind, Party, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    COOPERATE,
    CORRECT,
    DONE,
    MARKET_OFFICER,
    OFFICER,
    OPERATOR,
    PLATFORM_DONE,
    PROPOSER,
    REPAIR,
    RETURN,
    SPECIAL,
    TRANSFER,
    CaseRun,
)

MONDAY = "2026-10-12 周一"  # a reply is due on Thursday the 15th, a repair on Wednesday the 21st
MORE = {"reason": "答复未写明登记状态应为注销还是存续"}
NOT_FOUND = {"reason": "平台中没有查到所报批次"}


NOTHING_SAID = {"finding": "正在核实", "as_it_is": ["finding"]}  # sent all the same: marked 答复不明确
MARKED = CORRECT | NOTHING_SAID
BARE = {"cause": "no_original", "explanation": "正在核实", "as_it_is": ["explanation"]}


def replied(when: str) -> CaseRun:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, when, **MARKED)
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
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-13 周二", **MARKED)
    assert isinstance(run.refused(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二", **MORE), AlreadyDone)


def test_within_one_working_day_and_before_the_result_was_told() -> None:
    assert isinstance(replied(MONDAY).refused(Action.RETURN_REPLY, OPERATOR, "2026-10-14 周三", **MORE), NotAllowedNow)
    run = replied(MONDAY)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    assert isinstance(run.refused(Action.RETURN_REPLY, OPERATOR, MONDAY, **MORE), NotAllowedNow)


def test_a_reply_to_repair_is_returned_with_all_it_started() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-13 周二", **NOTHING_SAID)
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


def test_only_what_was_marked_goes_back() -> None:
    """Text: a reply that is marked 答复不明确; one with a finding stands, however little the centre likes it."""
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, MONDAY, **CORRECT)
    assert Action.RETURN_REPLY not in run.may(OPERATOR, MONDAY)
    assert "答复不明确" in run.refused(Action.RETURN_REPLY, OPERATOR, MONDAY, **MORE).text


def test_a_feedback_or_a_platforms_repair_is_no_reply() -> None:
    """What waits to be told after the marked reply has another road back, or none."""
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **NOTHING_SAID)
    run.do(Action.FINISH_REPAIR, OFFICER, MONDAY, **DONE)
    assert isinstance(run.refused(Action.RETURN_REPLY, OPERATOR, MONDAY, **MORE), NotAllowedNow)
    run.do(Action.RETURN_FEEDBACK, OPERATOR, MONDAY, **NOT_FOUND)
    assert Action.RETURN_REPLY in run.may(OPERATOR, MONDAY)  # the reply is the last word again
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, MONDAY, **PLATFORM_DONE)
    assert Action.RETURN_REPLY not in run.may(OPERATOR, MONDAY)


def test_a_request_to_cooperate_goes_back() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_COOPERATE, OFFICER, "2026-10-13 周二", **COOPERATE | NOTHING_SAID)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二", **MORE)
    assert (run.case.state, run.case.asked_to_cooperate) == (State.VERIFYING, False)
    assert (run.due(ClockKind.REPLY), run.runs(ClockKind.COOPERATE)) == (day("2026-10-15 周四"), False)


@pytest.mark.parametrize(
    ("state", "kind", "due"),
    [(State.VERIFYING, ClockKind.REPLY, "2026-10-15 周四"), (State.REPAIRING, ClockKind.REPAIR, "2026-10-21 周三")],
)
def test_an_application_goes_back_to_where_it_came_from(state: State, kind: ClockKind, due: str) -> None:
    """The limit that it had stopped runs on; a finding of fault stays, and what is asked for again is no second one."""
    run = CaseRun.in_state(state, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-13 周二", **BARE)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-14 周三", **MORE)
    assert (run.case.state, run.due(kind), run.runs(ClockKind.CONSENT)) == (state, day(due), False)
    assert (run.case.fault_found, run.case.specials) == (state is State.REPAIRING, 0)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-14 周三", **SPECIAL)
    assert run.case.state is State.CONSENTING


def test_a_second_application_is_decided_and_not_returned() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, MONDAY, reason="原件仍在档案馆")
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **BARE)
    assert Action.RETURN_REPLY not in run.may(OPERATOR, MONDAY)
    run.do(Action.APPROVE_SPECIAL, OPERATOR, MONDAY, reason="已向档案馆核实原件灭失")
    assert Action.RETURN_REPLY not in run.may(OPERATOR, MONDAY)


def test_a_reply_that_no_longer_waits_for_the_proposer_goes_back_with_what_was_left() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_COOPERATE, OFFICER, "2026-10-13 周二", **COOPERATE)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-16 周五", **MARKED)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-19 周一", **MORE)
    assert (run.case.state, run.due(ClockKind.REPLY)) == (State.VERIFYING, day("2026-10-21 周三"))  # 2 of 3 left


def test_ex_officio_a_marked_reply_goes_back_too() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    run.do(Action.FINISH_REPAIR, OFFICER, MONDAY, **DONE)
    run.do(Action.REJECT_BY_CENTRE, OPERATOR, MONDAY, reason="第二条仍未更正")
    run.do(Action.REPLY_CORRECT, OFFICER, MONDAY, **MARKED)
    run.do(Action.CONFIRM_BY_CENTRE, OPERATOR, MONDAY, finding="平台中记录与档案一致")
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二", **MORE)
    assert (run.case.state, run.case.confirmed_by, run.runs(ClockKind.CENTRE_CONFIRM)) == (State.VERIFYING, 0, False)
    assert (run.case.fault_found, run.case.flagged) == (True, True)  # the fault of the round before


@pytest.mark.parametrize("asked", [False, True])
def test_a_finding_that_was_returned_in_an_earlier_round_is_none(asked: bool) -> None:
    """本系统约定（第4点）：退回补充的答复不再是查实；以后一轮的答复再被退回，数据问题就没有查实。"""
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    if asked:  # the reply limit had stopped before, and goes on with what was left
        run.do(Action.REPLY_COOPERATE, OFFICER, MONDAY, **COOPERATE)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-13 周二", **REPAIR | NOTHING_SAID)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二 11:00", **MORE)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-14 周三", **CORRECT)
    run.do(Action.NOTIFY, OPERATOR, "2026-10-14 周三 11:00")
    run.do(Action.REJECT, PROPOSER, "2026-10-15 周四", reason="第二条仍未更正")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-16 周五", **REPAIR | NOTHING_SAID)
    decision = run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-16 周五 11:00", **MORE)
    assert (decision.flag, run.case.flagged, run.case.fault_found) == ("clear", False, False)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-16 周五 12:00")
    assert run.case.state is State.CLOSED


def test_a_finding_that_stood_in_an_earlier_round_still_counts() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-13 周二", **REPAIR | NOTHING_SAID)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-13 周二 11:00", **MORE)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-14 周三", **REPAIR)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-14 周三 11:00", **SPECIAL)  # the repair limit rests, and goes on
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-10-14 周三 12:00", reason="原始档案在区档案馆有副本，请修正")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-15 周四", **DONE)
    run.do(Action.NOTIFY, OPERATOR, "2026-10-15 周四 11:00")
    run.do(Action.REJECT, PROPOSER, "2026-10-16 周五", reason="第二条仍未更正")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-19 周一", **REPAIR | NOTHING_SAID)
    run.do(Action.RETURN_REPLY, OPERATOR, "2026-10-19 周一 11:00", **MORE)
    assert (run.case.flagged, run.case.fault_found) == (True, True)


def test_an_order_of_the_city_goes_back_without_limits() -> None:
    run = CaseRun.city_order(MONDAY)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TRANSFER)
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **BARE)
    decision = run.do(Action.RETURN_REPLY, OPERATOR, MONDAY, **MORE)
    assert (run.case.state, run.case.result, decision.flag, run.case.clocks) == (State.VERIFYING, None, "clear", [])


def test_nothing_goes_back_once_the_result_was_told_and_the_proposer_left() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, MONDAY)
    assert run.case.state is State.CENTRE_CONFIRMING
    assert isinstance(run.refused(Action.RETURN_FEEDBACK, OPERATOR, MONDAY, **NOT_FOUND), NotAllowedNow)


def test_a_reply_ends_the_request_to_cooperate() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_COOPERATE, OFFICER, MONDAY, **COOPERATE)
    run.system(Action.LAPSE_COOPERATION, "2026-10-20 周二")
    assert run.case.asked_to_cooperate
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-20 周二", **REPAIR)
    assert not run.case.asked_to_cooperate


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


SENT = {"correction": "登记日期应为2021年3月1日", "reason": "前次笔误"}


def second_round() -> CaseRun:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.REJECT, PROPOSER, MONDAY, reason="第二条仍未更正")
    return run


def test_in_every_open_state_after_a_reply_its_unit_may_correct_it() -> None:
    """While the case is open: also in the next round, while the platform is checked anew, and ex officio."""
    run = second_round()
    assert {Action.CORRECT_REPLY} <= set(run.may(OFFICER, MONDAY))
    run.do(Action.REPLY_PLATFORM, OFFICER, MONDAY, finding="源数据与档案一致", basis="业务系统截图与档案扫描件")
    for action, given in ((None, {}), (Action.BLAME_PLATFORM, {"stage": "cleaning", "finding": "清洗规则有误"})):
        if action is not None:
            run.do(action, OPERATOR, MONDAY, **given)
        before = [(clock.due_on, clock.verdict) for clock in run.case.clocks]
        assert run.do(Action.CORRECT_REPLY, OFFICER, MONDAY, **SENT).clock_ops == ()
        assert [(clock.due_on, clock.verdict) for clock in run.case.clocks] == before
    gone = CaseRun.in_state(State.CENTRE_CONFIRMING, MONDAY)
    gone.do(Action.CORRECT_REPLY, OFFICER, MONDAY, **SENT)


def test_in_every_open_state_after_a_result_was_told_the_centre_may_correct_it() -> None:
    run = second_round()
    assert Action.CORRECT_NOTICE in run.may(OPERATOR, MONDAY)
    for action, given in ((Action.REPLY_COOPERATE, COOPERATE), (Action.REPLY_REPAIR, REPAIR)):
        run.do(action, OFFICER, MONDAY, **given)
        assert run.do(Action.CORRECT_NOTICE, OPERATOR, MONDAY, **SENT).clock_ops == ()
    run.do(Action.FINISH_REPAIR, OFFICER, MONDAY, **DONE)
    run.do(Action.CORRECT_NOTICE, OPERATOR, MONDAY, **SENT)  # that of the round before


@pytest.mark.parametrize("state", [State.CHECKING, State.TRANSFERRING, State.DISPATCHED, State.VERIFYING, State.RULING])
def test_what_was_never_sent_is_not_corrected(state: State) -> None:
    run = CaseRun.in_state(state, MONDAY)
    assert Action.CORRECT_NOTICE not in run.may(OPERATOR, MONDAY)
    assert Action.CORRECT_REPLY not in run.may(OFFICER, MONDAY)
    for replied_only in (State.REPAIRING, State.COOPERATING, State.CONSENTING):
        assert Action.CORRECT_NOTICE not in CaseRun.in_state(replied_only, MONDAY).may(OPERATOR, MONDAY)


def test_another_department_does_not_correct_what_it_did_not_send() -> None:
    run = second_round()
    run.do(Action.RETURN, OFFICER, MONDAY, **RETURN)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TRANSFER | {"department_id": MARKET_OFFICER.department_id})
    assert "作出答复的单位" in run.refused(Action.CORRECT_REPLY, MARKET_OFFICER, MONDAY, **SENT).text
