"""工作规则一.7，本系统约定：未答复不等于同意特例；再次申请须经批准；部门修正期限按剩余天数继续计算。"""

import pytest

from regulation.refusals import NotAllowedNow, NotYours, TooEarly
from regulation.states import Action, ClockKind, Outcome, Party, Result, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    DIRECTOR,
    DONE,
    OFFICER,
    OPERATOR,
    PROPOSER,
    REPAIR,
    SPECIAL,
    TRANSFER,
    CaseRun,
)

MONDAY = "2026-10-12 周一"
AGAIN = {"reason": "请再考虑一次"}


def asking_first() -> CaseRun:
    """The special case is the department's first reply, on Wednesday the 14th."""
    run = CaseRun.in_state(State.VERIFYING, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-14 周三", **SPECIAL)
    return run


def asking_in_repair(when: str = "2026-10-15 周四") -> CaseRun:
    """Found during a repair that is due on Wednesday the 21st."""
    run = CaseRun.in_state(State.REPAIRING, MONDAY)
    run.do(Action.REPLY_SPECIAL, OFFICER, when, **SPECIAL)
    return run


def test_an_application_is_a_definite_reply_and_no_verdict_of_the_repair() -> None:
    assert asking_first().clock(ClockKind.REPLY).verdict is Verdict.IN_TIME
    assert asking_in_repair().clock(ClockKind.REPAIR).verdict is Verdict.VOID


def test_an_application_after_the_limit_heals_nothing() -> None:
    assert asking_in_repair("2026-10-22 周四").clock(ClockKind.REPAIR).verdict is Verdict.LATE


def test_the_proposer_has_five_working_days_and_silence_is_no_consent() -> None:
    run = asking_first()
    assert (run.due(ClockKind.CONSENT), run.case.party) == (day("2026-10-21 周三"), Party.PROPOSER)
    with pytest.raises(TooEarly):
        run.system(Action.LAPSE_CONSENT, "2026-10-21 周三 23:59")
    run.system(Action.LAPSE_CONSENT, "2026-10-22 周四 00:00")
    assert (run.case.state, run.case.result, run.case.outcome) == (State.REPAIRING, None, None)
    assert run.clock(ClockKind.CONSENT).verdict is Verdict.LATE


def test_as_the_first_reply_a_refusal_starts_the_whole_seven_days() -> None:
    run = asking_first()
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-10-16 周五", reason="档案馆有底册可查")
    assert run.due(ClockKind.REPAIR) == day("2026-10-27 周二")


@pytest.mark.parametrize(
    ("applied", "refused", "due"),
    [
        ("2026-10-15 周四", "2026-10-19 周一", "2026-10-23 周五"),  # four of seven left
        ("2026-10-21 周三", "2026-10-22 周四", "2026-10-23 周五"),  # none, so one
        ("2026-10-21 周三", "2026-10-21 周三", "2026-10-22 周四"),
        ("2026-10-22 周四", "2026-10-23 周五", "2026-10-26 周一"),  # passed, so one
    ],
)
def test_during_the_repair_a_refusal_lets_what_is_left_go_on(applied: str, refused: str, due: str) -> None:
    run = asking_in_repair(applied)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, refused, reason="档案馆有底册可查")
    assert run.due(ClockKind.REPAIR) == day(due)
    assert run.case.promised_on is None  # a new date is asked for


def test_silence_lets_it_go_on_too() -> None:
    run = asking_in_repair()
    run.system(Action.LAPSE_CONSENT, "2026-10-23 周五")
    assert run.due(ClockKind.REPAIR) == day("2026-10-29 周四")  # 26, 27, 28, 29


def test_a_new_date_is_within_what_is_left() -> None:
    run = asking_in_repair()
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-10-19 周一", reason="档案馆有底册可查")
    refusal = run.refused(Action.PROMISE, OFFICER, "2026-10-20 周二", expected_on="2026-10-26", reason="查到底册")
    assert "2026-10-23" in refusal.text
    run.do(Action.PROMISE, OFFICER, "2026-10-20 周二", expected_on="2026-10-23", reason="查到底册")
    assert run.case.promised_on == day("2026-10-23 周五")


def test_who_turns_back_to_repairing_promises_within_what_is_left() -> None:
    run = asking_in_repair()
    refusal = run.refused(Action.REPLY_REPAIR, OFFICER, "2026-10-16 周五", **REPAIR, expected_on="2026-10-23")
    assert "2026-10-22" in refusal.text
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-16 周五", **REPAIR, expected_on="2026-10-22")
    assert run.due(ClockKind.REPAIR) == day("2026-10-22 周四")


def second() -> CaseRun:
    run = asking_in_repair()
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-10-19 周一", reason="档案馆有底册可查")
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-20 周二", **SPECIAL)
    return run


def test_a_second_application_waits_for_the_centre_and_the_limit_runs_on() -> None:
    run = second()
    assert (run.case.state, run.due(ClockKind.REPAIR)) == (State.REPAIRING, day("2026-10-23 周五"))
    assert (run.due(ClockKind.JUDGE), run.clock(ClockKind.JUDGE).party) == (day("2026-10-21 周三"), Party.CENTRE)
    assert isinstance(run.refused(Action.REPLY_SPECIAL, OFFICER, "2026-10-20 周二", **SPECIAL), NotAllowedNow)
    assert isinstance(run.refused(Action.APPROVE_SPECIAL, OFFICER, "2026-10-20 周二", **AGAIN), NotYours)


def test_approved_it_reaches_the_proposer_again() -> None:
    run = second()
    run.do(Action.APPROVE_SPECIAL, OPERATOR, "2026-10-21 周三", **AGAIN)
    assert (run.case.state, run.due(ClockKind.CONSENT)) == (State.CONSENTING, day("2026-10-28 周三"))
    assert run.clock(ClockKind.JUDGE).verdict is Verdict.IN_TIME
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-10-22 周四", reason="档案馆有底册可查")
    assert run.due(ClockKind.REPAIR) == day("2026-10-26 周一")  # 20 and 21 were used of four: two left


def test_refused_by_the_centre_nothing_moves() -> None:
    run = second()
    run.do(Action.REFUSE_SECOND_SPECIAL, DIRECTOR, "2026-10-22 周四", reason="没有新的事实")
    assert (run.case.state, run.due(ClockKind.REPAIR)) == (State.REPAIRING, day("2026-10-23 周五"))
    assert run.clock(ClockKind.JUDGE).verdict is Verdict.LATE
    assert not run.case.special_pending


def test_who_repairs_meanwhile_needs_no_decision() -> None:
    run = second()
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-21 周三", **DONE)
    assert (run.case.special_pending, run.clock(ClockKind.JUDGE).verdict) == (False, Verdict.VOID)


def silent_twice() -> CaseRun:
    run = asking_first()
    run.system(Action.LAPSE_CONSENT, "2026-10-22 周四")
    assert Action.END_SPECIAL not in run.may(OPERATOR, "2026-10-22 周四")
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-10-23 周五", **SPECIAL)
    run.do(Action.APPROVE_SPECIAL, OPERATOR, "2026-10-23 周五", **AGAIN)
    run.system(Action.LAPSE_CONSENT, "2026-11-02 周一")
    return run


def test_after_a_second_silence_the_centre_may_end_it_marked_for_good_and_never_as_a_special_case() -> None:
    run = silent_twice()
    assert isinstance(run.refused(Action.END_SPECIAL, OFFICER, "2026-11-02 周一", reason="两次未答"), NotYours)
    run.do(Action.END_SPECIAL, OPERATOR, "2026-11-02 周一", reason="10月21日、10月30日两次届满，提出方均未回应")
    assert (run.case.outcome, run.case.result, run.case.flagged) == (Outcome.SPECIAL_UNANSWERED, None, True)
    run.do(Action.REOPEN, OPERATOR, "2026-11-05 周四", reason="提出方来函")
    assert run.case.state is State.REPAIRING


def test_the_city_decides_on_its_own_orders() -> None:
    """M8, P10: there is no proposer to consent; the city reads the department's statement."""
    run = CaseRun.city_order(MONDAY)
    run.do(Action.TRANSFER, OPERATOR, MONDAY, **TRANSFER)
    run.do(Action.REPLY_SPECIAL, OFFICER, MONDAY, **SPECIAL)
    assert (run.case.state, run.case.result) == (State.NOTIFYING, Result.SPECIAL)
    run.do(Action.NOTIFY, OPERATOR, MONDAY)
    assert (run.case.outcome, run.case.flagged) == (Outcome.CITY_DONE, True)
