"""办法第十五条：十五种钻空子的做法——拖期限、改认定、藏记录，一种也不合算。"""

from __future__ import annotations

import pytest

from regulation.case import Actor
from regulation.refusals import BadValue, NotAllowedNow, NotYours
from regulation.states import Action, ClockKind, Outcome, Role, State, Verdict
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
    PROPOSER,
    REPAIR,
    RETURN,
    SPECIAL,
    TRANSFER,
    CaseRun,
)

MONDAY = "2026-10-12 周一"  # a reply is due on the 15th, a check on the 14th, both repairs on the 21st and 19th
LONGER = {"ground": "regather", "reason": "需街道重新上门采集"}
BOTH = Actor(90, frozenset({Role.OPERATOR, Role.OFFICER}), CIVIL)  # officer and operator in one person


def verdicts(run: CaseRun, kind: ClockKind) -> list[Verdict | None]:
    return [clock.verdict for clock in run.case.clocks if clock.kind is kind]


def test_applying_for_a_special_case_on_every_due_day() -> None:
    """F3: five rounds of it once gave 39 working days at 100 %."""
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-21 周三", **SPECIAL)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-10-21 周三", reason="有底册可查")
    assert run.due(ClockKind.REPAIR) == day("2026-10-22 周四")
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-22 周四", **SPECIAL)
    run.do(Action.REFUSE_SECOND_SPECIAL, OPERATOR, "2026-10-23 周五", reason="没有新的事实")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-23 周五", **DONE)
    assert verdicts(run, ClockKind.REPAIR) == [Verdict.VOID, Verdict.LATE]
    assert Verdict.IN_TIME not in verdicts(run, ClockKind.REPAIR)


def test_asking_the_proposer_again_and_again() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    when = ["2026-10-15 周四", "2026-10-20 周二", "2026-10-21 周三", "2026-10-22 周四"]
    for asked in when:
        run.do(Action.REPLY_COOPERATE, OFFICER, asked, **COOPERATE)
        run.do(Action.COOPERATE, PROPOSER, asked, done="已再次提交")
    assert run.case.cooperations == 4
    assert run.due(ClockKind.REPLY) == day("2026-10-23 周五")  # one day each after the first, no fresh three


def test_a_sham_feedback_every_due_day() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    for fed_back, returned in (("2026-10-21 周三", "2026-10-22 周四"), ("2026-10-23 周五", "2026-10-26 周一")):
        run.do(Action.FINISH_REPAIR, OFFICER, fed_back, **DONE)
        run.do(Action.RETURN_FEEDBACK, OPERATOR, returned, reason="平台中没有查到所报批次")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-27 周二", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE


@pytest.mark.parametrize("kind", [ClockKind.REPLY, ClockKind.REPAIR])
def test_having_the_centre_return_what_was_late(kind: ClockKind) -> None:
    """Department and centre together: a returned reply or feedback was late, and stays late."""
    run = CaseRun.in_state(State.VERIFYING if kind is ClockKind.REPLY else State.REPAIRING, MONDAY)
    marked = CORRECT | {"finding": "正在核实", "as_it_is": ["finding"]}
    reply, given = (Action.REPLY_CORRECT, marked) if kind is ClockKind.REPLY else (Action.FINISH_REPAIR, DONE)
    back = Action.RETURN_REPLY if kind is ClockKind.REPLY else Action.RETURN_FEEDBACK
    run.do(reply, OFFICER, "2026-10-22 周四", **given)
    run.do(back, OPERATOR, "2026-10-22 周四", reason="请补充批次和依据")
    run.do(reply, OFFICER, "2026-10-23 周五", **given)
    assert run.clock(kind).verdict is Verdict.LATE


def test_a_mis_tap_on_the_due_day_for_one_day_more() -> None:
    run = CaseRun.in_state(State.CHECKING, MONDAY)
    run.do(Action.CLEAR_PLATFORM, OPERATOR, "2026-10-14 周三")
    run.do(Action.CORRECT_CHECK, OPERATOR, "2026-10-15 周四", reason="误点了平台核查无误")
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-10-15 周四", **BLAME)
    assert run.clock(ClockKind.CHECK).verdict is Verdict.LATE


def test_withdrawn_and_undone_on_the_due_day() -> None:
    run = CaseRun.in_state(State.CHECKING, MONDAY)
    for _ in range(3):
        run.do(Action.WITHDRAW, PROPOSER, "2026-10-14 周三")
        run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-10-14 周三", reason="提出方误点")
    assert run.due(ClockKind.CHECK) == day("2026-10-14 周三")


def test_ended_and_reopened_on_the_due_day() -> None:
    ticks = {"administrative_act": True, "other_remedy": True, "rule": "中华人民共和国行政复议法"}
    run = CaseRun.in_state(State.CHECKING, MONDAY)
    run.do(Action.TERMINATE, OPERATOR, "2026-10-14 周三", **ticks, reason="由行政处罚决定引起")
    run.do(Action.REOPEN, OPERATOR, "2026-10-14 周三", reason="核对后不属于行政处罚")
    assert run.due(ClockKind.CHECK) == day("2026-10-14 周三")


def test_pressing_the_proposer_to_withdraw_a_late_case() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.WITHDRAW, PROPOSER, "2026-10-22 周四")
    assert (run.case.state, run.case.flagged) == (State.REPAIRING, True)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-22 周四", **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE
    before = CaseRun.in_state(State.VERIFYING, MONDAY)
    before.do(Action.WITHDRAW, PROPOSER, "2026-10-16 周五")
    assert before.clock(ClockKind.REPLY).verdict is Verdict.LATE


def test_withdrawing_in_the_name_of_somebody_without_an_account() -> None:
    run = CaseRun.recorded(MONDAY, MONDAY)
    refused = run.refused(Action.WITHDRAW, OPERATOR, MONDAY, heard="来电要求撤回")
    assert isinstance(refused, NotYours)


def test_a_call_before_there_was_anything_to_tell() -> None:
    run = CaseRun.in_state(State.NOTIFYING, MONDAY)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, "2026-10-20 周二")
    assert run.clock(ClockKind.NOTICE).due_on == day("2026-10-13 周二")
    called = {"answer": "已告知", "told_on": "2026-10-10"}
    assert isinstance(run.refused(Action.TELEPHONE, OPERATOR, "2026-10-20 周二", **called), BadValue)


def test_a_call_dated_back_to_let_the_proposer_lapse_at_once() -> None:
    run = CaseRun.in_state(State.NOTIFYING, MONDAY)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-22 周四", answer="已告知", told_on="2026-10-12")
    assert Action.LAPSE_CONFIRMATION not in run.may(Actor(0, frozenset({Role.SYSTEM})), "2026-10-22 周四")
    assert run.due(ClockKind.CONFIRM) == day("2026-10-23 周五")


def test_three_attempts_in_an_afternoon() -> None:
    run = CaseRun.in_state(State.NOTIFYING, MONDAY)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    for hour in ("14:00", "14:05", "14:10"):
        run.do(Action.TELEPHONE, OPERATOR, f"{MONDAY} {hour}", answer="无人接听")
    run.do(Action.LETTER, OPERATOR, f"{MONDAY} 14:15", letter="已寄出")
    assert isinstance(run.refused(Action.END_UNTOLD, COLLEAGUE, f"{MONDAY} 15:00", reason="查无此人"), NotAllowedNow)


def test_an_application_on_the_last_evening_that_is_refused() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.EXTEND, OFFICER, "2026-10-21 周三 23:00", days=30, **LONGER)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-22 周四", **DONE)
    run.do(Action.REFUSE_EXTENSION, OPERATOR, "2026-10-22 周四", reason="没有新的事实")
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.LATE


def test_one_person_in_two_offices() -> None:
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.EXTEND, OFFICER, MONDAY, days=12, **LONGER)
    assert isinstance(run.refused(Action.APPROVE_EXTENSION, BOTH, MONDAY, reason="情况属实"), NotYours)
    again = CaseRun.in_state(State.REPAIRING, MONDAY)
    again.do(Action.WITHDRAW, PROPOSER, MONDAY)
    again.do(Action.FINISH_REPAIR, BOTH, MONDAY, **DONE)
    assert isinstance(again.refused(Action.CONFIRM_BY_CENTRE, BOTH, MONDAY, finding="记录已经更正"), NotYours)


def test_a_stand_in_is_no_second_person() -> None:
    run = CaseRun.in_state(State.PLATFORM_REPAIR, MONDAY)
    run.do(Action.EXTEND, DIRECTOR, MONDAY, days=16, ground="volume", reason="涉及三千万条记录")
    deputy = Actor(91, frozenset({Role.DIRECTOR}), 1, acting_for=DIRECTOR.person_id)
    assert isinstance(run.refused(Action.APPROVE_EXTENSION, deputy, MONDAY, reason="情况属实"), NotYours)


def test_returning_the_case_for_ever() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.RETURN, OFFICER, "2026-10-15 周四", **RETURN)
    run.do(Action.TRANSFER, OPERATOR, "2026-10-15 周四", **TRANSFER)
    run.do(Action.RETURN, OFFICER, "2026-10-20 周二", **RETURN)
    run.do(Action.RULE, OPERATOR, "2026-10-20 周二", **TRANSFER)
    assert isinstance(run.refused(Action.RETURN, OFFICER, "2026-10-20 周二", **RETURN), NotAllowedNow)
    assert isinstance(run.refused(Action.REPLY_PLATFORM, OFFICER, "2026-10-20 周二", **CORRECT), NotAllowedNow)


def test_moving_the_promised_date_on_the_promised_day() -> None:
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_REPAIR, OFFICER, MONDAY, **REPAIR, expected_on="2026-10-14")
    later = {"expected_on": "2026-10-16", "reason": "还要两天"}
    assert isinstance(run.refused(Action.PROMISE, OFFICER, "2026-10-14 周三", **later), BadValue)
    assert run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-16 周五", **DONE).data["promise_kept"] is False


def test_letting_a_silent_proposer_end_a_repair_that_is_owed() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.system(Action.LAPSE_CONFIRMATION, "2026-10-20 周二")
    assert (run.case.outcome, run.case.flagged) == (Outcome.UNCONFIRMED, True)
