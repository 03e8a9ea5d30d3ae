"""工作规则二.4: 2个工作日内核查;平台原因的5个工作日内修复,特殊情况原则上不超过15个工作日;非平台问题1个工作日内转交。"""

import pytest

from regulation.refusals import AlreadyDone, BadValue, Incomplete, NotAllowedNow, NotYours, TooLate
from regulation.states import Action, ClockKind, Party, Result, State, Verdict
from tests.days import day
from tests.regulation.desk import BLAME, CIVIL, COUNTED, DIRECTOR, OPERATOR, PLATFORM_DONE, PROPOSER, TRANSFER, Desk

FRIDAY = "2026-09-18 周五"
LONGER = {"ground": "volume", "reason": "涉及三千万条记录"}


def repairing(when: str = FRIDAY) -> Desk:
    return Desk.in_state(State.PLATFORM_REPAIR, when)


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-09-18 周五", "2026-09-21 周一"),
        ("2026-09-30 周三", "2026-10-09 周五"),
        ("2025-01-24 周五", "2025-01-27 周一"),
    ],
)
def test_the_check_runs_from_acceptance(accepted: str, due: str) -> None:
    desk = Desk("2024-09-02 周一")
    desk.do(Action.ACCEPT, OPERATOR, accepted)
    assert desk.due(ClockKind.CHECK) == day(due)


def test_repair_runs_from_the_finding() -> None:
    desk = Desk.in_state(State.CHECKING, FRIDAY)
    desk.do(Action.BLAME_PLATFORM, OPERATOR, "2026-09-21 周一", **BLAME)
    assert desk.clock(ClockKind.CHECK).verdict is Verdict.IN_TIME
    assert desk.due(ClockKind.PLATFORM_REPAIR) == day("2026-09-29 周二")


def test_questioned_data_is_flagged_while_the_platform_repairs() -> None:
    """Our own rule: P9 speaks of the department's repair only."""
    desk = repairing()
    assert desk.history[-1].flag == "set"
    assert desk.case.flagged


def test_fifteen_is_the_total() -> None:
    desk = repairing("2026-09-30 周三")
    assert desk.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-13 周二")
    desk.do(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=15, **LONGER)
    assert desk.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-27 周二")
    clock = desk.clock(ClockKind.PLATFORM_REPAIR)
    assert (clock.limit_days, clock.total_days, clock.reason, clock.missed) == (5, 15, "volume", False)


@pytest.mark.parametrize("days", [5, 4, 1])
def test_an_extension_is_longer_than_what_runs(days: int) -> None:
    assert isinstance(repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, days=days, **LONGER), BadValue)


def test_the_ground_comes_from_the_platforms_own_list() -> None:
    refusal = repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, days=9, ground="regather", reason="基层重采")
    assert isinstance(refusal, BadValue)
    assert refusal.field == "ground"


def test_beyond_the_cap_needs_the_directors_recorded_approval() -> None:
    desk = repairing("2026-09-30 周三")
    desk.do(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=16, **LONGER)
    assert desk.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-13 周二")
    assert (desk.case.pending, desk.case.pending_days) == (ClockKind.PLATFORM_REPAIR, 16)
    assert isinstance(desk.refused(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=12, **LONGER), AlreadyDone)
    assert isinstance(desk.refused(Action.APPROVE_EXTENSION, OPERATOR, "2026-10-08 周四", reason="可"), NotYours)
    assert isinstance(desk.refused(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-08 周四"), Incomplete)
    decision = desk.do(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-08 周四", reason="确需重建索引")
    assert decision.data["beyond_cap"] is True
    assert desk.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-28 周三")
    assert desk.case.pending == ""


def test_a_refused_extension_leaves_the_limit() -> None:
    desk = repairing("2026-09-30 周三")
    desk.do(Action.EXTEND, OPERATOR, "2026-10-08 周四", days=16, **LONGER)
    desk.do(Action.REFUSE_EXTENSION, DIRECTOR, "2026-10-08 周四", reason="可分批修复")
    assert (desk.case.pending, desk.case.pending_days) == ("", 0)
    assert desk.due(ClockKind.PLATFORM_REPAIR) == day("2026-10-13 周二")


def test_after_expiry_nothing_can_be_asked() -> None:
    desk = repairing("2026-09-30 周三")
    assert isinstance(desk.refused(Action.EXTEND, OPERATOR, "2026-10-14 周三 00:00", days=15, **LONGER), TooLate)
    desk.do(Action.EXTEND, OPERATOR, "2026-10-13 周二 23:59", days=15, **LONGER)


def test_an_approval_after_expiry_never_erases_the_breach() -> None:
    desk = repairing("2026-09-30 周三")
    desk.do(Action.EXTEND, OPERATOR, "2026-10-13 周二", days=20, **LONGER)
    desk.do(Action.APPROVE_EXTENSION, DIRECTOR, "2026-10-14 周三", reason="确需重建索引")
    assert desk.clock(ClockKind.PLATFORM_REPAIR).missed
    desk.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-10-15 周四", **PLATFORM_DONE)
    assert desk.clock(ClockKind.PLATFORM_REPAIR).verdict is Verdict.LATE


def test_an_absurd_total_is_refused_and_so_is_none() -> None:
    assert isinstance(repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, days=10_000, **LONGER), BadValue)
    assert isinstance(repairing().refused(Action.EXTEND, OPERATOR, FRIDAY, **LONGER), Incomplete)


def test_a_repaired_platform_owes_the_notice() -> None:
    desk = repairing()
    desk.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-09-24 周四", **PLATFORM_DONE)
    assert (desk.case.state, desk.case.result) == (State.NOTIFYING, Result.PLATFORM_REPAIRED)
    assert desk.due(ClockKind.NOTICE) == day("2026-09-28 周一")


def test_both_causes_send_the_case_on_to_the_department() -> None:
    desk = repairing()
    desk.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-09-24 周四", also_department=True, **PLATFORM_DONE)
    assert (desk.case.state, desk.case.result) == (State.TRANSFERRING, None)
    assert desk.case.flagged
    assert desk.due(ClockKind.TRANSFER) == day("2026-09-28 周一")


@pytest.mark.parametrize(
    ("found", "due"),
    [
        ("2026-09-18 周五", "2026-09-20 周日"),
        ("2026-02-13 周五", "2026-02-14 周六"),
        ("2026-04-30 周四", "2026-05-06 周三"),
    ],
)
def test_transfer_has_its_own_working_day(found: str, due: str) -> None:
    assert Desk.in_state(State.TRANSFERRING, found).due(ClockKind.TRANSFER) == day(due)


def test_the_target_is_the_responsible_or_the_competent_department() -> None:
    desk = Desk.in_state(State.TRANSFERRING, FRIDAY)
    assert isinstance(desk.refused(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "whoever"}), BadValue)
    decision = desk.do(Action.TRANSFER, OPERATOR, FRIDAY, **TRANSFER | {"target": "competent"})
    assert decision.data == {"department_id": CIVIL, "target": "competent", **COUNTED}
    assert (desk.case.department_id, desk.case.party) == (CIVIL, Party.DEPARTMENT)


def test_the_proposer_is_asked_nothing_here() -> None:
    assert set(repairing().may(PROPOSER, FRIDAY)) == {Action.WITHDRAW, Action.URGE}
    assert isinstance(repairing().refused(Action.ACCEPT, OPERATOR, FRIDAY), NotAllowedNow)


def test_the_platforms_promise_binds_no_department() -> None:
    """P5: a department that promised nothing is not judged by the day the platform had named."""
    desk = Desk.in_state(State.CHECKING, FRIDAY)
    desk.do(Action.BLAME_PLATFORM, OPERATOR, "2026-09-21 周一", **BLAME, expected_on="2026-09-24")
    done = desk.do(Action.FINISH_PLATFORM_REPAIR, OPERATOR, "2026-09-24 周四", also_department=True, **PLATFORM_DONE)
    assert (done.data["promise_kept"], desk.case.promised_on) == (True, None)
