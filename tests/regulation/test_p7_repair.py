"""工作规则二.7、二.8: 确认答复后的7个工作日内修正,不可控因素原则上不超过10个工作日;
修正后重新归集,并反馈区大数据中心。
"""

import pytest

from regulation.refusals import BadValue, Incomplete, TooLate
from regulation.states import Action, ClockKind, Result, State, Verdict
from tests.days import day
from tests.regulation.case_run import DONE, HANDLER, OFFICER, OPERATOR, REPAIR, CaseRun

LONGER = {"ground": "regather", "reason": "需街道重新上门采集"}


@pytest.mark.parametrize(
    ("replied", "seven", "ten"),
    [
        ("2026-09-30 周三", "2026-10-15 周四", "2026-10-20 周二"),
        ("2026-02-12 周四", "2026-02-28 周六", "2026-03-04 周三"),
        ("2024-04-26 周五", "2024-05-09 周四", "2024-05-13 周一"),
    ],
)
def test_seven_and_ten_are_totals_from_the_reply(replied: str, seven: str, ten: str) -> None:
    run = CaseRun.in_state(State.REPAIRING, replied)
    assert run.due(ClockKind.REPAIR) == day(seven)
    run.do(Action.EXTEND, OFFICER, replied, days=10, **LONGER)
    assert run.due(ClockKind.REPAIR) == day(ten)


def test_an_early_reply_starts_the_repair_early() -> None:
    """确认答复后, not three plus seven from dispatch."""
    run = CaseRun.in_state(State.VERIFYING, "2026-09-18 周五")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-20 周日", **REPAIR)
    assert run.due(ClockKind.REPAIR) == day("2026-09-30 周三")


def test_across_the_years_end_the_day_is_provisional() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-12-18 周五")
    run.do(Action.EXTEND, OFFICER, "2026-12-18 周五", days=10, **LONGER)
    assert run.clock(ClockKind.REPAIR).provisional


def test_the_new_limit_may_be_given_as_a_day() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    run.do(Action.EXTEND, OFFICER, "2026-10-08 周四", until="2026-10-18", **LONGER)
    assert run.due(ClockKind.REPAIR) == day("2026-10-16 周五")  # the last working day up to that Sunday
    assert run.clock(ClockKind.REPAIR).total_days == 8


def test_beyond_ten_the_centre_approves() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    run.do(Action.EXTEND, OFFICER, "2026-10-08 周四", days=11, **LONGER)
    assert run.due(ClockKind.REPAIR) == day("2026-10-15 周四")
    assert Action.APPROVE_EXTENSION not in run.may(OFFICER, "2026-10-08 周四")
    run.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-09 周五", reason="涉及五个街道")
    assert run.due(ClockKind.REPAIR) == day("2026-10-21 周三")
    assert run.clock(ClockKind.REPAIR).reason == "regather"


def test_a_request_that_nobody_judged_ends_with_the_repair() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    run.do(Action.EXTEND, OFFICER, "2026-10-08 周四", days=11, **LONGER)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-09 周五", **DONE)
    assert (run.case.pending, run.case.pending_days) == ("", 0)


def test_the_departments_list_of_grounds_is_not_the_platforms() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    refusal = run.refused(Action.EXTEND, OFFICER, "2026-09-30 周三", days=9, ground="volume", reason="量大")
    assert isinstance(refusal, BadValue)
    assert "需要重新采集基层数据" in refusal.text


def test_too_late_to_ask() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    assert isinstance(run.refused(Action.EXTEND, OFFICER, "2026-10-16 周五", days=10, **LONGER), TooLate)


@pytest.mark.parametrize("field", sorted(DONE))
def test_repaired_means_collected_again(field: str) -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    given = {name: DONE[name] for name in DONE if name != field}
    refusal = run.refused(Action.FINISH_REPAIR, OFFICER, "2026-09-30 周三", **given)
    assert isinstance(refusal, Incomplete)
    assert refusal.field == field
    assert isinstance(
        run.refused(Action.FINISH_REPAIR, OFFICER, "2026-09-30 周三", **DONE | {"recollected": False}), Incomplete
    )


@pytest.mark.parametrize(
    ("at", "verdict"), [("2026-10-15 周四 23:59", Verdict.IN_TIME), ("2026-10-16 周五 00:00", Verdict.LATE)]
)
def test_the_limit_ends_with_the_feedback(at: str, verdict: Verdict) -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    run.do(Action.FINISH_REPAIR, OFFICER, at, **DONE)
    assert run.clock(ClockKind.REPAIR).verdict is verdict
    assert (run.case.state, run.case.result) == (State.NOTIFYING, Result.REPAIRED)


def test_in_time_by_law_and_yet_after_the_promise() -> None:
    run = CaseRun.in_state(State.VERIFYING, "2026-09-30 周三")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-30 周三", **REPAIR | {"expected_on": "2026-10-09"})
    decision = run.do(Action.FINISH_REPAIR, OFFICER, "2026-10-10 周六", **DONE)
    assert decision.data["promise_kept"] is False
    assert run.clock(ClockKind.REPAIR).verdict is Verdict.IN_TIME


def test_the_colleague_it_was_dispatched_to_reports_too() -> None:
    run = CaseRun.in_state(State.REPAIRING, "2026-09-30 周三")
    run.do(Action.DISPATCH, OFFICER, "2026-09-30 周三", handler_id=HANDLER.person_id, handler_department_id=10)
    run.do(Action.FINISH_REPAIR, HANDLER, "2026-10-09 周五", **DONE)
