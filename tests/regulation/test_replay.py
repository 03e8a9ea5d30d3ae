"""The history alone gives the case: same state, same clocks, whatever the calendar says since."""

import json
from datetime import timedelta

import pytest

from regulation.decision import Decision, apply
from regulation.holiday_notices import Notice
from regulation.law import Law
from regulation.refusals import AlreadyDone
from regulation.replay import replay
from regulation.states import Action, ClockKind, State, Verdict
from regulation.workdays import WorkCalendar, shipped_notices
from tests.days import day
from tests.regulation.case_run import DONE, LAW, OFFICER, OPERATOR, PROPOSER, RULEBOOK, CaseRun, moment, recompute

NEXT_YEAR = Notice(
    year=2027,
    number="国办发明电〔2026〕0号",
    title="国务院办公厅关于2027年部分节假日安排的通知",
    published=day("2026-12-24 周四"),
    off={day("2027-01-01 周五") + timedelta(step): "元旦" for step in range(4)},
    work={day("2027-01-09 周六"): "元旦"},
)
EMERGENCY = {day("2026-10-12 周一"): "台风停工"}


def written(history: list[Decision]) -> list[Decision]:
    """The history after a journey through JSON text."""
    return [Decision.from_json(json.loads(json.dumps(line.as_json())), line.texts) for line in history]


@pytest.mark.parametrize("state", [state for state in State if state is not State.LAPSED])
def test_every_road_replays(state: State) -> None:
    run = CaseRun.in_state(state, "2026-09-18 周五", fusion=True)
    assert written(run.history) == run.history
    assert replay(written(run.history)) == run.case


def test_own_words_are_no_part_of_the_record() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-18 周五")
    line = run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-21 周一", **DONE)
    assert line.texts == {"done": DONE["done"], "batch": DONE["batch"]}
    assert str(DONE["done"]) not in json.dumps(line.as_json(), ensure_ascii=False)


def test_a_missing_line_is_noticed() -> None:
    run = CaseRun.in_state(State.VERIFYING, "2026-09-18 周五")
    with pytest.raises(ValueError, match="does not follow line 1"):
        replay([run.history[0], *run.history[2:]])


def test_a_decision_on_an_older_state_is_refused() -> None:
    """Two clicks at once: one wins."""
    run = CaseRun("2026-09-18 周五")
    line = run.do(Action.URGE, PROPOSER, "2026-09-18 周五")
    with pytest.raises(ValueError, match="does not follow"):
        apply(run.case, line)


def test_a_notice_recounts_what_runs_and_says_what_moved() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-12-23 周三")
    assert (run.due(ClockKind.REPAIR), run.clock(ClockKind.REPAIR).provisional) == (day("2027-01-04 周一"), True)
    law = Law(RULEBOOK, WorkCalendar([*shipped_notices(), NEXT_YEAR]))
    decision = recompute(run.case, moment("2026-12-24 周四"), law)
    assert decision is not None
    assert decision.data["calendar"] == law.calendar.version
    assert decision.data["moved"] == [{"kind": "部门修正", "old": "2027-01-04", "new": "2027-01-05"}]
    apply(run.case, decision)
    assert not run.clock(ClockKind.REPAIR).provisional
    assert recompute(run.case, moment("2026-12-24 周四"), law) is None
    run.law = law
    with pytest.raises(AlreadyDone):
        run.system(Action.RECOMPUTE, "2026-12-24 周四")
    assert replay(written([*run.history, decision])) == run.case


def test_closed_verdicts_keep_the_calendar_they_had() -> None:
    run = CaseRun.in_state(State.DISPATCHED, "2026-09-30 周三")
    run.do(Action.RECEIVE, OFFICER, "2026-10-08 周四")
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-10-13 周二", finding="核实无误", basis="档案扫描件")
    before = run.clock(ClockKind.REPLY)
    assert (before.due_on, before.verdict) == (day("2026-10-10 周六"), Verdict.LATE)
    assert run.history[-1].data["calendar"] == LAW.calendar.version, "a verdict names the calendar it was made by"
    law = Law(RULEBOOK, WorkCalendar(shipped_notices(), {**EMERGENCY, day("2026-10-09 周五"): "台风停工"}))
    decision = recompute(run.case, moment("2026-10-13 周二"), law)
    assert decision is None or all(op.kind is not ClockKind.REPLY for op in decision.clock_ops)
    assert replay(run.history).clocks == run.case.clocks


def test_a_closed_day_moves_running_limits_only() -> None:
    run = CaseRun.in_state(State.CHECKING, "2026-10-10 周六")
    assert run.due(ClockKind.CHECK) == day("2026-10-13 周二")
    decision = recompute(run.case, moment("2026-10-11 周日"), Law(RULEBOOK, WorkCalendar(shipped_notices(), EMERGENCY)))
    assert decision is not None
    apply(run.case, decision)
    assert run.due(ClockKind.CHECK) == day("2026-10-14 周三")
    assert [clock.due_on for clock in run.case.clocks if clock.kind is ClockKind.ACCEPT] == [day("2026-10-12 周一")]


def test_a_closed_case_is_never_recounted() -> None:
    run = CaseRun.in_state(State.CLOSED, "2026-12-23 周三")
    assert recompute(run.case, moment("2026-12-24 周四"), LAW) is None
    assert run.case.state is State.CLOSED
    assert isinstance(run.refused(Action.ACCEPT, OPERATOR, "2026-12-24 周四").text, str)
