"""A provisional day convicts nobody: such a verdict is provisional until the notice is there (own rule)."""

from __future__ import annotations

import pytest

from regulation.decision import apply
from regulation.law import Law
from regulation.provisional_verdicts import turned
from regulation.replay import replay
from regulation.states import Action, ClockKind, State, Verdict
from regulation.verdict_recount import settle
from regulation.workdays import Notice, WorkCalendar, shipped_notices
from tests.days import day
from tests.regulation.case_run import (
    DONE,
    FIRST_EDITION,
    LAW,
    OFFICER,
    OPERATOR,
    RULEBOOK,
    SUPERVISOR,
    CaseRun,
    moment,
    recompute,
)
from tests.regulation.test_replay import written

TITLE = "国务院办公厅关于2027年部分节假日安排的通知"


def law_with(off: tuple[str, ...], work: tuple[str, ...] = (), closures: tuple[str, ...] = ()) -> Law:
    """The law once a notice for 2027 with these days off and made up is loaded."""
    free, made_up = ({day(each): "元旦" for each in some} for some in (("2027-01-01 周五", *off), work))
    notice = Notice(2027, "国办发明电〔2026〕9号", TITLE, day("2026-12-28 周一"), free, made_up)
    closed = {day(each): "台风停工" for each in closures}
    return Law(RULEBOOK, WorkCalendar([*shipped_notices(), notice], closed))


def accepted(at: str, law: Law = LAW) -> CaseRun:
    """Filed on Thursday 31 December: acceptance is due on Monday 4 January, provisionally (P2)."""
    run = CaseRun("2026-12-31 周四", law)
    run.do(Action.ACCEPT, OPERATOR, at)
    return run


def test_acceptance_on_the_first_monday_is_in_time() -> None:
    """1 January is a holiday whatever the notice says (finding C1)."""
    clock = accepted("2027-01-04 周一").clock(ClockKind.ACCEPT)
    assert (clock.due_on, clock.verdict) == (day("2027-01-04 周一"), Verdict.IN_TIME)


def test_late_by_a_provisional_day_is_provisional_and_the_history_line_says_so() -> None:
    run = accepted("2027-01-05 周二")
    clock = run.clock(ClockKind.ACCEPT)
    assert (clock.verdict, clock.verdict_if_kept) == (Verdict.LATE, Verdict.IN_TIME)
    assert run.history[-1].data["provisional"] == ["收办意见"]
    assert replay(written(run.history)) == run.case


def test_a_verdict_that_no_notice_could_turn_is_final() -> None:
    """Even with a holiday of fifteen days around 1 January it would have been due on Monday the 18th."""
    clock = accepted("2027-01-19 周二").clock(ClockKind.ACCEPT)
    assert (clock.verdict, clock.verdict_if_kept) == (Verdict.LATE, None)
    known = CaseRun("2026-12-24 周四")
    known.do(Action.ACCEPT, OPERATOR, "2026-12-28 周一")
    assert known.clock(ClockKind.ACCEPT).verdict_if_kept is None, "due on 25 December, which is certain"


def test_a_kept_limit_is_provisional_while_a_made_up_saturday_could_end_it_before() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-12-18 周五")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-12-29 周二", **DONE)
    clock = run.clock(ClockKind.REPAIR)
    assert (clock.due_on, clock.verdict, clock.verdict_if_kept) == (
        day("2026-12-29 周二"), Verdict.IN_TIME, Verdict.IN_TIME,
    )  # fmt: skip


def test_the_notice_turns_a_late_verdict_in_favour_of_who_was_waited_for() -> None:
    run = accepted("2027-01-05 周二")
    law = law_with(off=("2027-01-04 周一",))
    decision = settle(run.case, moment("2027-01-06 周三"), law)
    assert decision is not None
    assert decision.data["settled"] == [{"kind": "收办意见", "old": "超期", "new": "按时", "turned": True}]
    apply(run.case, decision)
    clock = run.clock(ClockKind.ACCEPT)
    assert (clock.due_on, clock.verdict, clock.provisional) == (day("2027-01-05 周二"), Verdict.IN_TIME, False)
    assert clock.verdict_if_kept is None
    assert settle(run.case, moment("2027-01-06 周三"), law) is None, "once"
    assert replay(written([*run.history, decision])) == run.case


def test_a_notice_that_changes_nothing_makes_the_verdict_final() -> None:
    run = accepted("2027-01-05 周二")
    decision = settle(run.case, moment("2027-01-06 周三"), law_with(off=()))
    assert decision is not None
    apply(run.case, decision)
    assert (run.clock(ClockKind.ACCEPT).verdict, run.clock(ClockKind.ACCEPT).verdict_if_kept) == (Verdict.LATE, None)


def test_against_who_was_waited_for_nothing_turns_by_itself() -> None:
    """Sunday the 27th becomes a working day: the repair was due on the 28th. The office decides, not the system."""
    run = CaseRun.in_state(State.REPAIRING, "2026-12-18 周五")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-12-29 周二", **DONE)
    law = law_with(off=(), work=("2026-12-27 周日",))
    decision = settle(run.case, moment("2026-12-30 周三"), law)
    assert decision is not None
    assert decision.data["settled"] == [{"kind": "部门修正", "old": "按时", "new": "超期", "turned": False}]
    apply(run.case, decision)
    clock = run.clock(ClockKind.REPAIR)
    assert (clock.due_on, clock.verdict) == (day("2026-12-29 周二"), Verdict.IN_TIME)
    found = turned(clock, law)
    assert found is not None
    assert (found.due.day, found.verdict, found.favours) == (day("2026-12-28 周一"), Verdict.LATE, False)


def test_while_the_notice_is_missing_nothing_is_settled() -> None:
    run = accepted("2027-01-05 周二")
    assert settle(run.case, moment("2027-01-20 周三"), LAW) is None


def test_a_retroactive_closure_is_listed_for_the_office() -> None:
    """A final verdict never turns by itself, whatever is closed afterwards."""
    run = CaseRun("2026-09-28 周一")
    run.do(Action.ACCEPT, OPERATOR, "2026-09-30 周三")
    clock = run.clock(ClockKind.ACCEPT)
    assert (clock.due_on, clock.verdict) == (day("2026-09-29 周二"), Verdict.LATE)
    closed = Law(RULEBOOK, WorkCalendar(shipped_notices(), {day("2026-09-29 周二"): "台风停工"}))
    assert settle(run.case, moment("2026-10-09 周五"), closed) is None
    found = turned(clock, closed)
    assert found is not None
    assert (found.due.day, found.verdict, found.favours) == (day("2026-09-30 周三"), Verdict.IN_TIME, True)
    assert turned(clock, LAW) is None
    run.do(
        Action.CORRECT_VERDICT, SUPERVISOR, "2026-10-09 周五", start_seq=clock.start_seq, kind=clock.kind.value,
        verdict=found.verdict.value, reason="九月二十九日台风停工",
    )  # fmt: skip
    assert turned(run.clock(ClockKind.ACCEPT), closed) is None


def test_an_open_due_day_leaves_the_working_day_after_its_holder_was_told() -> None:
    """Due on Tuesday the 29th; the notice, loaded on the 24th or the 28th, makes the 26th and 27th working days."""
    law = law_with(off=(), work=("2026-12-26 周六", "2026-12-27 周日"))
    for loaded, due in (("2026-12-24 周四", "2026-12-27 周日"), ("2026-12-28 周一", "2026-12-29 周二")):
        run = CaseRun.in_state(State.REPAIRING, "2026-12-18 周五")
        decision = recompute(run.case, moment(loaded), law)
        assert decision is not None
        apply(run.case, decision)
        assert run.due(ClockKind.REPAIR) == day(due)
        assert recompute(run.case, moment(loaded), law) is None, "once"
        run.law = law
        run.do(Action.FINISH_REPAIR, OFFICER, f"{due} 23:59", **DONE)
        clock = run.clock(ClockKind.REPAIR)
        assert (clock.verdict, turned(clock, law)) == (Verdict.IN_TIME, None)


@pytest.mark.parametrize("at", ["2027-01-05 周二", "2027-01-19 周二"])
def test_under_the_first_edition_a_verdict_is_final_at_once(at: str) -> None:
    assert accepted(at, FIRST_EDITION).clock(ClockKind.ACCEPT).verdict_if_kept is None
