"""工作规则二.4: 2个工作日内核查;平台原因的5个工作日内修复,特殊情况原则上不超过15个工作日;非平台问题1个工作日内转交。"""

import pytest

from regulation.refusals import AlreadyDone, BadValue, Incomplete, NotAllowedNow, NotYours, TooLate
from regulation.states import Action, ClockKind, Party, Result, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    BLAME,
    CIVIL,
    COUNTED,
    DIRECTOR,
    FIRST_EDITION,
    OPERATOR,
    PLATFORM_DONE,
    PROPOSER,
    TRANSFER,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"
LONGER = {"ground": "volume", "reason": "涉及三千万条记录"}
SOON = {"expected_on": "2026-10-08"}  # since the second edition an extension names a date


def repairing(when: str = FRIDAY) -> CaseRun:
    return CaseRun.in_state(State.PLATFORM_REPAIR, when)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-09-18 周五", "2026-09-21 周一"),
        ("2026-09-30 周三", "2026-10-09 周五"),
        ("2025-01-24 周五", "2025-01-27 周一"),
    ],
)
def test_the_check_runs_from_acceptance(accepted: str, due: str) -> None:
    run = CaseRun("2024-09-02 周一")
    run.do(Action.ACCEPT, OPERATOR, accepted)
    assert run.due(ClockKind.CHECK) == day(due)


def test_repair_runs_from_the_finding() -> None:
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-09-21 周一", **BLAME)
    assert run.clock(ClockKind.CHECK).verdict is Verdict.IN_TIME
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-09-29 周二")


def test_questioned_data_is_flagged_while_the_platform_repairs() -> None:
    """Our own rule: P9 speaks of the department's repair only."""
    run = repairing()
    assert run.history[-1].flag == "set"
    assert run.case.flagged


def test_fifteen_is_the_total() -> None:
    run = repairing("2026-09-30 周三")
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-13 周二")
    run.do(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=15, **LONGER)
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-27 周二")
    clock = run.clock(ClockKind.PLATFORM_REPAIR)
    assert (clock.limit_days, clock.total_days, clock.reason, clock.missed) == (5, 15, "volume", False)


@pytest.mark.parametrize("days", [5, 4, 1])
def test_an_extension_is_longer_than_what_runs(days: int) -> None:
    assert isinstance(repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, days=days, **LONGER, **SOON), BadValue)


def test_the_ground_comes_from_the_platforms_own_list() -> None:
    refusal = repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, days=9, ground="regather", reason="基层重采")
    assert isinstance(refusal, BadValue)
    assert refusal.field == "ground"


def test_beyond_the_cap_needs_the_directors_recorded_approval() -> None:
    run = repairing("2026-09-30 周三")
    run.do(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=16, **LONGER)
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-13 周二")
    assert (run.case.pending, run.case.pending_days) == (ClockKind.PLATFORM_REPAIR, 16)
    assert isinstance(run.refused(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=12, **LONGER, **SOON), AlreadyDone)
    assert isinstance(run.refused(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-08 周四", reason="可"), NotYours)
    assert isinstance(run.refused(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-08 周四"), Incomplete)
    decision = run.do(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-08 周四", reason="确需重建索引")
    assert decision.data["beyond_cap"] is True
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-28 周三")
    assert run.case.pending == ""


def test_a_refused_extension_leaves_the_limit() -> None:
    run = repairing("2026-09-30 周三")
    run.do(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=16, **LONGER)
    run.do(Action.REFUSE_EXTENSION, DIRECTOR, "2026-10-08 周四", reason="可分批修复")
    assert (run.case.pending, run.case.pending_days) == ("", 0)
    assert run.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-13 周二")


def test_after_expiry_nothing_can_be_asked() -> None:
    run = repairing("2026-09-30 周三")
    assert isinstance(run.refused(Action.EXTEND, OPERATOR, "2026-10-14 周三 00:00", days=15, **LONGER), TooLate)
    run.do(Action.EXTEND, OPERATOR, "2026-10-13 周二 23:59", days=15, **LONGER)


def test_an_approval_after_expiry_never_erases_the_breach() -> None:
    """In the first edition; since the second, what was asked for in time waits (test_p7_extension.py)."""
    run = CaseRun.in_state(State.PLATFORM_REPAIR, "2026-09-30 周三", law=FIRST_EDITION)
    run.do(Action.EXTEND, OPERATOR, "2026-10-13 周二", days=20, **LONGER)
    run.do(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-14 周三", reason="确需重建索引")
    assert run.clock(ClockKind.PLATFORM_REPAIR).missed
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-10-15 周四", **PLATFORM_DONE)
    assert run.clock(ClockKind.PLATFORM_REPAIR).verdict is Verdict.LATE


def test_an_absurd_total_is_refused_and_so_is_none() -> None:
    assert isinstance(repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, days=10_000, **LONGER, **SOON), BadValue)
    assert isinstance(repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, **LONGER, **SOON), Incomplete)


def test_a_repaired_platform_owes_the_notice() -> None:
    run = repairing()
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-09-24 周四", **PLATFORM_DONE)
    assert (run.case.state, run.case.result) == (State.NOTIFYING, Result.PLATFORM_REPAIRED)
    assert run.due(ClockKind.NOTICE) == day("2026-09-28 周一")


def test_both_causes_send_the_case_on_to_the_department() -> None:
    run = repairing()
    run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-09-24 周四", also_department=True, **PLATFORM_DONE)
    assert (run.case.state, run.case.result) == (State.TRANSFERRING, None)
    assert run.case.flagged
    assert run.due(ClockKind.TRANSFER) == day("2026-09-28 周一")


@pytest.mark.parametrize(
    ("found", "due"),
    [
        ("2026-09-18 周五", "2026-09-20 周日"),
        ("2026-02-13 周五", "2026-02-14 周六"),
        ("2026-04-30 周四", "2026-05-06 周三"),
    ],
)
def test_transfer_has_its_own_working_day(found: str, due: str) -> None:
    assert CaseRun.in_state(State.TRANSFERRING, found).due(ClockKind.TRANSFER) == day(due)


def test_the_target_is_the_responsible_or_the_competent_department() -> None:
    run = CaseRun.in_state(State.TRANSFERRING, FRIDAY)
    assert isinstance(run.refused(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "whoever"}), BadValue)
    decision = run.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "competent"})
    assert decision.data == {"department_id": CIVIL, "target": "competent", **COUNTED}
    assert (run.case.department_id, run.case.party) == (CIVIL, Party.DEPARTMENT)


def test_the_proposer_is_asked_nothing_here() -> None:
    assert set(repairing().may(PROPOSER, FRIDAY)) == {Action.WITHDRAW, Action.URGE}
    assert isinstance(repairing().refused(Action.ACCEPT, OPERATOR, FRIDAY), NotAllowedNow)


def test_the_platforms_promise_binds_no_department() -> None:
    """P5: a department that promised nothing is not judged by the day the platform had named."""
    run = CaseRun.in_state(State.CHECKING, FRIDAY)
    run.do(Action.BLAME_PLATFORM, OPERATOR, "2026-09-21 周一", **BLAME, expected_on="2026-09-24")
    done = run.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-09-24 周四", also_department=True, **PLATFORM_DONE)
    assert (done.data["promise_kept"], run.case.promised_on) == (True, None)
