"""工作规则一.5 (own rules of the second edition): what the report shows of its acts, counted by hand."""

from __future__ import annotations

import pytest

from regulation.states import Action, State
from tests.quality.counted_runs import OCTOBER, centre, counted, figures, row_of
from tests.regulation.case_run import (
    DIRECTOR,
    DONE,
    OFFICER,
    OPERATOR,
    PROPOSER,
    REPAIR,
    SPECIAL,
    CaseRun,
)

REJECTED = {"reason": "查询系统里仍显示存续"}
LONG = {"ground": "regather", "days": 12, "reason": "需要逐村重新采集数据", "expected_on": "2026-10-12"}


def repairing(when: str = "2026-09-18 周五") -> CaseRun:
    """Seven working days from 2026-09-18 end on 2026-09-29 周二."""
    return CaseRun.in_state(State.REPAIRING, when)


def lines(run: CaseRun, kind: str = "部门修正") -> list[tuple[str, str]]:
    found = [limit for ticket in counted(run).tickets for limit in ticket.limits if limit.kind.startswith(kind)]
    return [(limit.kind, limit.verdict) for limit in found]


def test_an_application_for_a_special_case_is_no_repair_in_time() -> None:
    """F3: it suspends the limit, and what goes on afterwards has the only verdict."""
    run = repairing()
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-09-24 周四", **SPECIAL)
    assert "repair_in_time" not in figures(counted(run))
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-24 周四", **REJECTED)
    found = figures(counted(run))
    assert (found["special_refused"], found.get("repair_in_time", 0)) == (1, 0)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-28 周一", **DONE)
    assert figures(counted(run))["repair_in_time"] == 1
    assert lines(run) == [("部门修正（续）", "按时")]


def test_a_verdict_held_open_counts_in_the_month_in_which_it_falls() -> None:
    """Asked for in time on 09-28, repaired late on 09-30, refused on 10-09: nothing is lost between the months."""
    run = repairing()
    run.do(Action.EXTEND, OFFICER, "2026-09-28 周一", **LONG)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-30 周三", **DONE)
    september = figures(counted(run))
    assert not {"repair_late", "repair_in_time", "repair_overdue"} & set(september)
    run.do(Action.REFUSE_EXTENSION, OPERATOR, "2026-10-09 周五", reason="可以按期完成，不需要延期")
    assert not {"repair_late", "repair_in_time", "repair_overdue"} & set(figures(counted(run)))
    october = figures(counted(run, period=OCTOBER))
    assert (october["repair_late"], october["waited"]) == (1, 4)
    assert centre(counted(run, period=OCTOBER))["judge_late"] == 1


def test_a_request_that_waits_is_not_overdue_at_the_months_end() -> None:
    run = repairing()
    run.do(Action.EXTEND, OFFICER, "2026-09-28 周一", **LONG)
    assert "repair_overdue" not in figures(counted(run))
    assert centre(counted(run))["judge_overdue"] == 1


def test_a_returned_feedback_has_one_verdict() -> None:
    run = repairing()
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-22 周二", **DONE)
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-09-23 周三", reason="平台未找到该归集批次")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-24 周四", **DONE)
    found = figures(counted(run))
    assert (found["feedback_returned"], found["repair_in_time"]) == (1, 1)
    assert lines(run) == [("部门修正", "按时")]
    assert counted(run).days["区大数据中心"] == 1 + 3  # 09-23 until the return; 09-28, 09-29, 09-30 after the feedback


def test_a_withdrawal_after_a_finding_removes_nothing() -> None:
    """F4: the case goes on ex officio, and what was late stays the department's; two persons of the centre confirm."""
    run = repairing("2026-09-10 周四")
    run.do(Action.WITHDRAW, PROPOSER, "2026-09-22 周二")
    assert run.case.state is State.REPAIRING
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-23 周三", **DONE)
    report = counted(run)
    found = figures(report)
    assert (found["repair_late"], found["reply_in_time"], found["withdrawn"]) == (1, 1, 1)
    assert row_of(report).figures["rate"] == 50.0
    for who in (OPERATOR, DIRECTOR):
        run.do(Action.CONFIRM_BY_CENTRE, who, "2026-09-24 周四", finding="经复核，登记状态已更正为注销")
    report = counted(run)
    assert figures(report)["repair_late"] == 1
    assert [(line.reason, line.departments) for line in report.left_out] == [("依职权办结", ["区民政局"])]
    assert row_of(report).figures["days"] is None


def test_a_withdrawal_before_a_finding_keeps_the_late_reply() -> None:
    run = CaseRun.in_state(State.VERIFYING, "2026-09-10 周四")
    run.do(Action.WITHDRAW, PROPOSER, "2026-09-17 周四")
    report = counted(run)
    assert run.case.state is State.CLOSED
    assert (figures(report)["reply_late"], figures(report)["withdrawn"], row_of(report).figures["rate"]) == (1, 1, 0)
    run.do(Action.UNDO_WITHDRAWAL, OPERATOR, "2026-09-21 周一", reason="提出方来电说明系误操作")
    assert counted(run).days["不计"] == 3  # 09-18, 09-20 周日 and 09-21, the day of the undoing


def promises(run: CaseRun) -> tuple[int, int]:
    """按承诺日期完成, 未按承诺日期完成."""
    found = figures(counted(run))
    return found.get("kept", 0), found.get("broken", 0)


def promised(day: str = "2026-09-18") -> CaseRun:
    run = CaseRun.in_state(State.VERIFYING, "2026-09-16 周三")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-16 周三", **REPAIR | {"expected_on": day})
    return run


@pytest.mark.parametrize(("applied", "found"), [("2026-09-18 周五", (0, 0)), ("2026-09-22 周二", (0, 1))])
def test_a_promise_that_had_passed_before_a_special_case_was_applied_for_stays_broken(
    applied: str, found: tuple[int, int]
) -> None:
    """规则二.5：承诺09-18，其后申请特例，提出方不同意，09-24完成：未按承诺日期完成。"""
    run = promised()
    run.do(Action.REPLY_SPECIAL, OFFICER, applied, **SPECIAL)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-23 周三", **REJECTED)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-24 周四", **DONE)
    assert promises(run) == found


def test_nor_does_the_new_date_after_the_special_case_heal_it() -> None:
    run = promised()
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-09-22 周二", **SPECIAL)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-22 周二", **REJECTED)
    run.do(
        Action.PROMISE, OFFICER, "2026-09-23 周三", expected_on="2026-09-24", reason="提出方不同意特例，重新安排采集"
    )
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-24 周四", **DONE)
    assert promises(run) == (0, 1)


@pytest.mark.parametrize(("asked", "found"), [("2026-09-18 周五", (1, 0)), ("2026-09-20 周日", (0, 1))])
@pytest.mark.parametrize("days", [9, 12])  # within the cap, and beyond it
def test_an_extension_heals_only_a_promise_that_had_not_passed(days: int, asked: str, found: tuple[int, int]) -> None:
    run = promised()
    run.do(Action.EXTEND, OFFICER, asked, **LONG | {"days": days, "expected_on": "2026-09-24"})
    if days > 10:
        run.do(Action.APPROVE_EXTENSION, DIRECTOR, "2026-09-21 周一", reason="确需逐村重新采集")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-24 周四", **DONE)
    assert promises(run) == found


def test_a_repair_that_was_none_kept_no_promise() -> None:
    """修正未到位 is in no on-time share, nor is a feedback that was returned."""
    run = promised("2026-09-22")
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-17 周四", **DONE)
    assert promises(run) == (1, 0)
    run.do(Action.RETURN_FEEDBACK, OPERATOR, "2026-09-17 周四", reason="平台未找到该归集批次")
    assert promises(run) == (0, 0)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-18 周五", **DONE)
    run.do(Action.NOTIFY, OPERATOR, "2026-09-18 周五")
    run.do(Action.REJECT, PROPOSER, "2026-09-20 周日", **REJECTED)
    assert promises(run) == (1, 0)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-21 周一", **REPAIR | {"expected_on": "2026-09-24"})
    assert promises(run) == (0, 0)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-24 周四", **DONE)
    assert promises(run) == (1, 0)
