"""工作规则一.4，本系统约定：请提出方配合是明确答复；提出方五个工作日内未配合的，部门期限按剩余天数继续计算。"""

import pytest

from regulation.refusals import NotAllowedNow, TooEarly
from regulation.states import Action, ClockKind, Outcome, Party, State, Verdict
from regulation.statutory_clocks import continued
from tests.days import day
from tests.regulation.case_run import (
    COOPERATE,
    CORRECT,
    OFFICER,
    OPERATOR,
    PROPOSER,
    REPAIR,
    TRANSFER,
    CaseRun,
)

MONDAY = "2026-10-12 周一"  # the reply is due on Thursday the 15th
COOPERATED = {"done": "已到窗口提交证明原件"}


def asked(when: str = "2026-10-14 周三", *, told: bool = True) -> CaseRun:
    run = CaseRun.in_state(State.VERIFYING, MONDAY, told=told)
    run.do(Action.REPLY_COOPERATE, OFFICER, when, **COOPERATE)
    return run


def silent(when: str = "2026-10-14 周三") -> CaseRun:
    run = asked(when)
    run.system(Action.LAPSE_COOPERATION, "2026-10-26 周一")
    return run


@pytest.mark.parametrize(("when", "verdict"), [("2026-10-15 周四", Verdict.IN_TIME), ("2026-10-16 周五", Verdict.LATE)])
def test_the_reply_limit_has_its_verdict_with_the_request(when: str, verdict: Verdict) -> None:
    assert asked(when).clock(ClockKind.REPLY).verdict is verdict


def test_five_working_days_from_being_told_charged_to_the_proposer() -> None:
    run = asked()
    assert (run.due(ClockKind.COOPERATE), run.case.party) == (day("2026-10-21 周三"), Party.PROPOSER)
    assert run.clock(ClockKind.COOPERATE).party is Party.PROPOSER


def test_until_told_nothing_lapses_and_the_days_are_the_centres() -> None:
    run = asked(told=False)
    assert (run.runs(ClockKind.COOPERATE), run.case.party) == (False, Party.CENTRE)
    with pytest.raises(TooEarly):
        run.system(Action.LAPSE_COOPERATION, "2026-12-01 周二")


def test_silence_ends_with_the_fifth_day() -> None:
    run = asked()
    with pytest.raises(TooEarly):
        run.system(Action.LAPSE_COOPERATION, "2026-10-21 周三 23:59")
    run.system(Action.LAPSE_COOPERATION, "2026-10-22 周四 00:00")
    assert (run.case.state, run.case.party) == (State.VERIFYING, Party.DEPARTMENT)
    assert run.clock(ClockKind.COOPERATE).verdict is Verdict.LATE


@pytest.mark.parametrize(
    ("when", "lapsed", "due"),
    [
        ("2026-10-12 周一", "2026-10-20 周二", "2026-10-23 周五"),  # three of three left
        ("2026-10-13 周二", "2026-10-21 周三", "2026-10-23 周五"),  # two
        ("2026-10-15 周四", "2026-10-23 周五", "2026-10-26 周一"),  # none, so one
        ("2026-10-19 周一", "2026-10-27 周二", "2026-10-28 周三"),  # passed, so one
    ],
)
def test_then_what_is_left_goes_on(when: str, lapsed: str, due: str) -> None:
    run = asked(when)
    run.system(Action.LAPSE_COOPERATION, lapsed)
    clock = run.clock(ClockKind.REPLY)
    assert run.due(ClockKind.REPLY) == day(due)
    assert continued(run.case, clock)
    run.do(Action.REPLY_CORRECT, OFFICER, due, **CORRECT)
    assert clock.verdict is Verdict.IN_TIME  # 部门答复（续） has a verdict of its own


def test_the_first_cooperation_starts_the_limit_anew() -> None:
    run = asked()
    run.do(Action.COOPERATE, PROPOSER, "2026-10-16 周五", **COOPERATED)
    assert run.clock(ClockKind.COOPERATE).verdict is Verdict.IN_TIME
    assert run.due(ClockKind.REPLY) == day("2026-10-21 周三")


def test_the_second_in_a_round_lets_it_go_on() -> None:
    run = asked()
    run.do(Action.COOPERATE, PROPOSER, "2026-10-16 周五", **COOPERATED)
    run.do(Action.REPLY_COOPERATE, OFFICER, "2026-10-20 周二", **COOPERATE)
    run.do(Action.COOPERATE, PROPOSER, "2026-10-22 周四", **COOPERATED)
    assert run.due(ClockKind.REPLY) == day("2026-10-23 周五")  # two of three days were used


def test_a_new_round_has_its_own_first() -> None:
    run = asked()
    run.do(Action.COOPERATE, PROPOSER, "2026-10-16 周五", **COOPERATED)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-16 周五", **CORRECT)
    run.do(Action.NOTIFY, OPERATOR, "2026-10-16 周五")
    run.do(Action.REJECT, PROPOSER, "2026-10-16 周五", reason="窗口的记录仍然不同")
    run.do(Action.REPLY_COOPERATE, OFFICER, "2026-10-20 周二", **COOPERATE)
    run.do(Action.COOPERATE, PROPOSER, "2026-10-22 周四", **COOPERATED)
    assert run.due(ClockKind.REPLY) == day("2026-10-27 周二")


def test_after_silence_the_proposer_may_still_cooperate_and_it_is_the_first() -> None:
    run = silent()
    run.do(Action.COOPERATE, PROPOSER, "2026-10-27 周二", **COOPERATED)
    assert run.due(ClockKind.REPLY) == day("2026-10-30 周五")
    assert [clock.verdict for clock in run.case.clocks if clock.kind is ClockKind.REPLY] == [
        Verdict.IN_TIME,
        Verdict.VOID,
        None,
    ]
    assert isinstance(run.refused(Action.COOPERATE, PROPOSER, "2026-10-27 周二", **COOPERATED), NotAllowedNow)


def test_only_after_silence_the_centre_may_end_it() -> None:
    assert isinstance(
        asked().refused(Action.END_UNCOOPERATIVE, OPERATOR, "2026-10-21 周三", reason="未回应"), NotAllowedNow
    )
    fresh = CaseRun.in_state(State.VERIFYING, MONDAY)
    assert Action.END_UNCOOPERATIVE not in fresh.may(OPERATOR, MONDAY)
    run = silent()
    assert Action.END_UNCOOPERATIVE not in run.may(OFFICER, "2026-10-26 周一")
    run.do(Action.END_UNCOOPERATIVE, OPERATOR, "2026-10-26 周一", reason="两次告知均未回应")
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.UNCOOPERATIVE)


def test_what_ended_so_is_reopened_with_what_was_left() -> None:
    run = silent("2026-10-12 周一")
    run.do(Action.END_UNCOOPERATIVE, OPERATOR, "2026-10-27 周二", reason="两次告知均未回应")
    run.do(Action.REOPEN, OPERATOR, "2026-10-30 周五", reason="提出方来电愿意配合")
    assert (run.case.state, run.case.outcome) == (State.VERIFYING, None)
    assert run.due(ClockKind.REPLY) == day("2026-11-03 周二")  # one of three was used
    run.do(Action.COOPERATE, PROPOSER, "2026-11-02 周一", **COOPERATED)


def test_a_fault_that_was_found_is_repaired_whoever_is_silent() -> None:
    run = CaseRun.in_state(State.CONFIRMING, MONDAY)
    run.do(Action.REJECT, PROPOSER, MONDAY, reason="第三条仍未更正")
    run.do(Action.REPLY_COOPERATE, OFFICER, MONDAY, **COOPERATE)
    run.system(Action.LAPSE_COOPERATION, "2026-10-20 周二")
    refusal = run.refused(Action.END_UNCOOPERATIVE, OPERATOR, "2026-10-20 周二", reason="未回应")
    assert "修正责任" in refusal.text


def test_the_department_needs_nobody_to_reply_with_what_it_has() -> None:
    run = asked()
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-16 周五", **REPAIR)
    assert run.clock(ClockKind.COOPERATE).verdict is Verdict.VOID
    assert run.due(ClockKind.REPAIR) == day("2026-10-27 周二")


def test_an_order_of_the_city_has_no_proposer_to_ask() -> None:
    run = CaseRun.city_order(MONDAY)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TRANSFER)
    assert Action.REPLY_COOPERATE not in run.may(OFFICER, MONDAY)
