"""为什么是这一天: the event, the clause word for word, and the days one by one with their source."""

from regulation.explain import explain_clock
from regulation.law import Law
from regulation.states import Action, ClockKind, State
from regulation.workdays import WorkCalendar, shipped_notices
from tests.days import day
from tests.regulation.case_run import LAW, OFFICER, RULEBOOK, CaseRun, moment


def test_a_transfer_before_the_national_day() -> None:
    run = CaseRun.in_state(State.TRANSFERRING, "2026-09-18 周五")
    told = explain_clock(run.clock(ClockKind.TRANSFER), LAW)
    assert told.clause.where == "工作规则二.4"
    assert "应在1个工作日内转交数据责任方处理" in told.clause.text
    assert [(line.day, line.counted) for line in told.lines] == [
        (day("2026-09-18 周五"), None),
        (day("2026-09-19 周六"), None),
        (day("2026-09-20 周日"), 1),
    ]
    assert "调休上班" in told.lines[-1].why
    assert (told.due_on, told.deadline) == (day("2026-09-20 周日"), moment("2026-09-21 周一 00:00"))
    assert any("国办发明电" in source for source in told.sources)
    assert (told.own_rule, told.provisional, told.recounted, told.extended) == (False, False, False, "")


def test_an_extension_says_its_ground() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    run.do(Action.EXTEND, OFFICER, "2026-10-08 周四", days=10, ground="regather", reason="街道重采")
    told = explain_clock(run.clock(ClockKind.REPAIR), LAW)
    assert (told.limit_days, told.total_days, told.extended) == (7, 10, "需要重新采集基层数据")
    assert [line.counted for line in told.lines if line.counted] == list(range(1, 11))


def test_a_limit_of_our_own_says_so() -> None:
    run = CaseRun.in_state(State.CONFIRMING, "2026-09-18 周五")
    assert explain_clock(run.clock(ClockKind.CONFIRM), LAW).own_rule


def test_a_frozen_day_that_todays_calendar_would_give_otherwise_says_so() -> None:
    run = CaseRun.in_state(State.DISPATCHED, "2026-09-30 周三")
    closed = Law(RULEBOOK, WorkCalendar(shipped_notices(), {day("2026-10-09 周五"): "台风停工"}))
    told = explain_clock(run.clock(ClockKind.REPLY), closed)
    assert told.recounted
    assert told.due_on == day("2026-10-10 周六")


def test_a_provisional_day_says_so() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-12-23 周三")
    told = explain_clock(run.clock(ClockKind.REPAIR), LAW)
    assert told.provisional
    assert any(line.provisional for line in told.lines)
