"""办法第十四条，本系统约定：送达提出方才算告知；凡起算提出方期限或者结束工单的告知都如此。"""

from typing import Any

import pytest

from regulation.case import SYSTEM
from regulation.refusals import BadValue, NotAllowedNow, NotYours, TooEarly
from regulation.states import Action, ClockKind, Outcome, Party, Result, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    COLLEAGUE,
    COOPERATE,
    DECLINING,
    ITEMS,
    OFFICER,
    OPERATOR,
    PROPOSER,
    SPECIAL,
    SUPERVISOR,
    TO_CONFIRMING,
    CaseRun,
    moment,
)

MONDAY = "2026-10-12 周一"
CALLED, NO_ANSWER = {"answer": "已告知"}, {"answer": "无人接听"}
ARRIVED, SENT, CAME_BACK = {"letter": "已送达"}, {"letter": "已寄出"}, {"letter": "被退回"}


def untold(state: State = State.NOTIFYING, when: str = MONDAY) -> CaseRun:
    """The result went out and has not arrived."""
    run = CaseRun.in_state(state, MONDAY)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, when)
    return run


@pytest.mark.parametrize(
    ("action", "given", "kind", "due"),
    [
        (Action.ASK_SUPPLEMENT, ITEMS, ClockKind.SUPPLEMENT, "2026-10-16 周五"),
        (Action.REPLY_COOPERATE, COOPERATE, ClockKind.COOPERATE, "2026-10-20 周二"),
        (Action.REPLY_SPECIAL, SPECIAL, ClockKind.CONSENT, "2026-10-20 周二"),
        (Action.NOTIFY, {}, ClockKind.CONFIRM, "2026-10-20 周二"),
    ],
)
def test_every_limit_of_the_proposer_begins_when_they_were_told(
    action: Action, given: dict[str, Any], kind: ClockKind, due: str
) -> None:
    source = {Action.ASK_SUPPLEMENT: State.PRESCREEN, Action.NOTIFY: State.NOTIFYING}.get(action, State.VERIFYING)
    actor = OFFICER if source is State.VERIFYING else OPERATOR
    run = CaseRun.in_state(source, MONDAY)
    run.told = False
    run.do(action, actor, MONDAY, **given)
    assert (run.runs(kind), run.case.party) == (False, Party.CENTRE)
    run.system(Action.TOLD, "2026-10-13 周二")
    assert (run.due(kind), run.case.party) == (day(due), Party.PROPOSER)


@pytest.mark.parametrize(
    ("reached", "verdict"), [("2026-10-13 周二", Verdict.IN_TIME), ("2026-10-14 周三", Verdict.LATE)]
)
def test_sent_is_not_told(reached: str, verdict: Verdict) -> None:
    run = untold()
    assert (run.case.state, run.clock(ClockKind.NOTICE).verdict) == (State.NOTIFYING, None)
    assert isinstance(run.refused(Action.NOTIFY, OPERATOR, MONDAY), NotAllowedNow)
    run.system(Action.TOLD, reached)
    assert (run.case.state, run.clock(ClockKind.NOTICE).verdict) == (State.CONFIRMING, verdict)


def test_who_was_never_told_never_lapses() -> None:
    run = untold()
    assert isinstance(run.refused(Action.LAPSE_CONFIRMATION, SYSTEM, "2026-12-01 周二"), NotAllowedNow)
    silent = CaseRun.in_state(State.PRESCREEN, MONDAY)
    silent.told = False
    silent.do(Action.ASK_SUPPLEMENT, OPERATOR, MONDAY, **ITEMS)
    with pytest.raises(TooEarly):
        silent.system(Action.LAPSE, "2026-12-01 周二")


def test_a_call_counts_at_its_own_day_and_shows_both() -> None:
    run = untold()
    decision = run.do(Action.TELEPHONE, OPERATOR, "2026-10-15 周四", **CALLED, told_on="2026-10-13")
    assert run.clock(ClockKind.NOTICE).verdict is Verdict.IN_TIME
    assert run.due(ClockKind.CONFIRM) == day("2026-10-20 周二")
    assert (decision.data["told_on"], decision.at) == ("2026-10-13", moment("2026-10-15 周四"))


def test_no_call_is_older_than_what_it_tells() -> None:
    run = untold()
    refusal = run.refused(Action.TELEPHONE, OPERATOR, "2026-10-15 周四", **CALLED, told_on="2026-10-09")
    assert isinstance(refusal, BadValue)
    assert run.refused(Action.TELEPHONE, OPERATOR, "2026-10-15 周四", **CALLED, told_on="2026-10-16").text


def test_a_call_entered_late_leaves_the_working_day_after_its_entry() -> None:
    run = untold()
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-22 周四", **CALLED, told_on="2026-10-13")
    assert run.due(ClockKind.CONFIRM) == day("2026-10-23 周五")


def test_a_letter_counts_at_arrival() -> None:
    run = untold()
    run.do(Action.LETTER, OPERATOR, MONDAY, **SENT)
    assert (run.case.state, run.case.letter_sent) == (State.NOTIFYING, True)
    run.do(Action.LETTER, OPERATOR, "2026-10-16 周五", **ARRIVED)
    assert (run.case.state, run.due(ClockKind.CONFIRM)) == (State.CONFIRMING, day("2026-10-23 周五"))
    assert run.clock(ClockKind.NOTICE).verdict is Verdict.LATE


def test_who_acts_upon_it_was_told() -> None:
    run = untold()
    run.do(Action.CONFIRM, PROPOSER, "2026-10-13 周二")
    assert (run.case.outcome, run.clock(ClockKind.NOTICE).verdict) == (Outcome.CONFIRMED, Verdict.IN_TIME)
    run = untold()
    run.do(Action.REJECT, PROPOSER, "2026-10-13 周二", reason="仍未更正")
    assert (run.case.state, run.case.round, run.case.to_tell) == (State.DISPATCHED, 2, "")


def test_a_special_case_ends_when_its_end_was_told() -> None:
    run = CaseRun.in_state(State.CONSENTING, MONDAY)
    run.do(Action.CONSENT, PROPOSER, MONDAY)
    run.told = False
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    assert (run.case.state, run.case.result) == (State.NOTIFYING, Result.SPECIAL)
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-13 周二", **CALLED)
    assert run.case.outcome is Outcome.SPECIAL


def tried(run: CaseRun) -> CaseRun:
    for when, actor in (("2026-10-12 周一", OPERATOR), ("2026-10-13 周二", OPERATOR), ("2026-10-14 周三", COLLEAGUE)):
        run.do(Action.TELEPHONE, actor, when, **NO_ANSWER)
    return run


def test_nobody_can_be_told_after_three_working_days_and_a_letter_by_a_second_operator() -> None:
    run = tried(untold())
    assert "尚未寄送函件" in run.refused(Action.END_UNTOLD, OPERATOR, "2026-10-14 周三", reason="查无此人").text
    run.do(Action.LETTER, COLLEAGUE, "2026-10-14 周三", **CAME_BACK)
    assert isinstance(run.refused(Action.END_UNTOLD, COLLEAGUE, "2026-10-14 周三", reason="查无此人"), NotYours)
    run.do(Action.END_UNTOLD, OPERATOR, "2026-10-14 周三", reason="电话均无人接听，函件被退回")
    assert (run.case.outcome, run.case.flagged, run.case.flag_unconfirmed) == (Outcome.UNTOLD, True, True)


def test_two_attempts_of_one_day_or_on_days_off_are_no_three() -> None:
    run = untold()
    for when in ("2026-10-12 周一 09:00", "2026-10-12 周一 15:00", "2026-10-17 周六", "2026-10-18 周日"):
        run.do(Action.TELEPHONE, OPERATOR, when, **NO_ANSWER)
    run.do(Action.LETTER, OPERATOR, "2026-10-19 周一", **SENT)
    assert "已有1个工作日" in run.refused(Action.END_UNTOLD, COLLEAGUE, "2026-10-19 周一", reason="查无此人").text


def test_three_calls_on_three_working_days_and_a_letter_beside_them() -> None:
    """The letter is no attempt: three days of telephoning, in whatever order it went out."""
    run = untold()
    run.do(Action.LETTER, OPERATOR, MONDAY, **SENT)
    for when in ("2026-10-13 周二", "2026-10-14 周三"):
        run.do(Action.TELEPHONE, OPERATOR, when, **NO_ANSWER)
    assert "已有2个工作日" in run.refused(Action.END_UNTOLD, COLLEAGUE, "2026-10-14 周三", reason="查无此人").text
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-15 周四", **NO_ANSWER)
    run.do(Action.END_UNTOLD, COLLEAGUE, "2026-10-15 周四", reason="电话均无人接听")
    assert run.case.outcome is Outcome.UNTOLD


def test_whoever_sent_the_letter_last_does_not_end_it() -> None:
    run = tried(untold())
    run.do(Action.LETTER, COLLEAGUE, "2026-10-14 周三", **SENT)
    assert isinstance(run.refused(Action.END_UNTOLD, COLLEAGUE, "2026-10-14 周三", reason="查无此人"), NotYours)
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-14 周三 16:00", **NO_ANSWER)
    assert isinstance(run.refused(Action.END_UNTOLD, OPERATOR, "2026-10-14 周三 17:00", reason="查无此人"), NotYours)


def test_reopened_it_is_told_anew() -> None:
    run = tried(untold())
    run.do(Action.LETTER, COLLEAGUE, "2026-10-14 周三", **SENT)
    run.do(Action.END_UNTOLD, SUPERVISOR, "2026-10-14 周三", reason="电话均无人接听")
    run.do(Action.REOPEN, OPERATOR, "2026-10-20 周二", reason="提出方来访")
    assert (run.case.state, run.case.outcome, run.case.to_tell) == (State.NOTIFYING, None, "")
    run.do(Action.NOTIFY, OPERATOR, "2026-10-20 周二")
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-20 周二", **CALLED)
    assert run.due(ClockKind.CONFIRM) == day("2026-10-27 周二")


def test_the_end_of_a_case_is_told_too() -> None:
    run = CaseRun(MONDAY, told=False)
    run.do(Action.DECLINE, OPERATOR, MONDAY, **DECLINING)
    assert (run.case.state, run.case.to_tell) == (State.CLOSED, Action.DECLINE)
    run.do(Action.TELEPHONE, OPERATOR, "2026-10-13 周二", **CALLED)
    assert run.case.to_tell == ""


def test_who_recorded_a_filing_does_not_confirm_or_evaluate_it_alone() -> None:
    """Where there is only one operator, the supervising office records the proposer's word."""
    for second in (COLLEAGUE, SUPERVISOR):
        run = CaseRun.recorded(MONDAY, MONDAY)
        for action, actor, given in TO_CONFIRMING:
            run.do(action, actor, MONDAY, **given)
        assert isinstance(run.refused(Action.CONFIRM, OPERATOR, MONDAY, heard="来电"), NotYours)
        run.do(Action.CONFIRM, second, MONDAY, heard="2026-10-12来电确认")
        assert isinstance(run.refused(Action.EVALUATE, OPERATOR, MONDAY, score=5, heard="来电"), NotYours)
        run.do(Action.EVALUATE, COLLEAGUE, MONDAY, score=5, heard="2026-10-12来电评价")


def test_the_supervising_office_speaks_for_nobody_with_an_account() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    assert Action.CONFIRM not in run.may(SUPERVISOR, MONDAY)
