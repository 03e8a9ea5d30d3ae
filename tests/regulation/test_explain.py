"""为什么是这一天: the event, the clause word for word, and the days one by one with their source."""

import pytest

from regulation.explain import explain_clock
from regulation.law import Law
from regulation.rulebook_file import load_rulebooks
from regulation.states import Action, ClockKind, State
from regulation.step import Transition
from regulation.transitions import TABLE
from regulation.workdays import WorkCalendar, shipped_notices
from tests.days import day
from tests.regulation.case_run import (
    FIRST_EDITION,
    LAW,
    OFFICER,
    PATHS,
    PROPOSER,
    RULEBOOK,
    CaseRun,
    moment,
)


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


def test_an_own_rule_never_stands_under_a_clauses_text() -> None:
    run = CaseRun.in_state(State.CONFIRMING, "2026-09-18 周五", law=FIRST_EDITION)
    told = explain_clock(run.clock(ClockKind.CONFIRM), FIRST_EDITION, Action.NOTIFY)
    assert told.basis == told.quoted == "本系统约定，条文没有规定这一期限"
    assert told.clause.text not in told.quoted
    legal = explain_clock(run.clock(ClockKind.NOTICE), FIRST_EDITION, Action.FINISH_REPAIR)
    assert (legal.basis, legal.quoted) == ("办法第十四条", f"M14 {legal.clause.text}")


def test_a_start_is_named_by_what_really_happened() -> None:
    """Finding F11: the reply was on the 17th; the seven days ran from the refusal of the special case, an own rule."""
    run = CaseRun("2026-09-14 周一", FIRST_EDITION)
    for action, actor, given in PATHS[State.CONSENTING]:
        run.do(action, actor, "2026-09-17 周四", **given)
    line = run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-28 周一", reason="仍要求更正登记日期")
    told = explain_clock(run.clock(ClockKind.REPAIR), FIRST_EDITION, line.action)
    assert (told.starts, told.own_start) == ("提出方不同意特例", True)
    assert told.start == "提出方不同意特例（本系统约定）"
    assert told.basis == "工作规则二.7"


def test_an_act_that_the_rulebook_does_not_name_is_named_itself() -> None:
    limit = RULEBOOK.limits[ClockKind.REPLY]
    assert limit.begun_by(Action.TRANSFER) == "部门收到数据核实需求"
    assert limit.begun_by(Action.CITY_RESULT) == "办理“市平台反馈”"
    assert limit.begun_by(None) == limit.starts


@pytest.mark.parametrize("row", [row for row in TABLE if row.starts], ids=lambda row: f"{row.action}-{row.starts}")
def test_every_start_of_a_limit_has_its_name(row: Transition) -> None:
    for book in load_rulebooks():
        if row.starts and row.applies_in(book.edition):
            assert row.action.name in book.limits[row.starts].begins
