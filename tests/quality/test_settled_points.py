"""工作规则一.5, 办法第十五条: no road removes a fallen verdict; only medians leave a case out, with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from quality.report_columns import COLUMNS
from regulation.states import Action, State
from tests.quality.counted_runs import OCTOBER, centre, closing, counted, figures, line, released, row_of
from tests.regulation.case_run import (
    CITY,
    CIVIL,
    COOPERATE,
    DONE,
    FIRST_EDITION,
    OFFICER,
    OPERATOR,
    PROPOSER,
    REPAIR,
    RETURN,
    SPECIAL,
    SUPERVISOR,
    CaseRun,
    moment,
)

FIXED = REPAIR | {"expected_on": "2026-09-28"}
OK = {"reason": "查询系统里仍显示存续"}


def with_late_reply(law: object = FIRST_EDITION) -> CaseRun:
    """Transferred on 2026-09-10 周四, due on 09-15 周二, replied on 09-17."""
    run = CaseRun.in_state(State.DISPATCHED, "2026-09-10 周四", law=law)
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-17 周四", **FIXED)
    return run


def withdrawn(run: CaseRun) -> None:
    line(run, "撤回", "2026-09-18 周五", **closing(run, "已撤回", "2026-09-18 周五"))


def handed_over(run: CaseRun) -> None:
    changes, ops = {"state": "市平台处理中", "party": "市平台"}, released(run, "2026-09-18 周五")
    line(run, "转市平台", "2026-09-18 周五", state_to=State.CITY, changes=changes, clock_ops=ops)


def ended_as(outcome: str) -> Callable[[CaseRun], None]:
    def ended(run: CaseRun) -> None:
        line(run, "催办", "2026-09-18 周五", **closing(run, outcome, "2026-09-18 周五"))

    return ended


ROADS: dict[str, Callable[[CaseRun], None]] = {
    "提出方撤回": withdrawn,
    "市平台提供的数据，按市级机制办理": handed_over,
    **{name: ended_as(name) for name in ("特例办结", "未配合终止", "特例未获回应", "无法告知", "未获认可", "终止办理")},
}


@pytest.mark.parametrize("road", ROADS)
def test_a_late_reply_stays_under_the_departments_name_whatever_ends_the_case(road: str) -> None:
    """F4b."""
    run = with_late_reply()
    ROADS[road](run)
    report = counted(run)
    assert figures(report)["reply_late"] == 1
    assert (figures(report)["cases"], row_of(report).figures["rate"]) == (1, 0)
    assert [(found.reason, found.departments, found.late) for found in report.left_out] == [
        (road, ["区民政局"], ["部门答复"])
    ]
    assert row_of(report).figures["days"] is None
    assert [limit.verdict for limit in report.tickets[0].limits if limit.kind == "部门答复"] == ["超期"]


def test_before_the_second_format_it_counted_for_nobody() -> None:
    """Reports that were closed then are counted again as they were."""
    run = with_late_reply()
    withdrawn(run)
    report = counted(run, columns=COLUMNS.of(1))
    assert (report.departments, report.tickets) == ([], [])
    assert [found.departments for found in report.left_out] == [[]]


def test_a_confirmed_case_is_in_the_median_without_the_proposers_days() -> None:
    run = CaseRun.in_state(State.CONFIRMING, "2026-09-10 周四", law=FIRST_EDITION)
    run.do(Action.CONFIRM, PROPOSER, "2026-09-16 周三")
    report = counted(run)
    assert row_of(report).figures["days"] == 0
    assert figures(report)["proposer_days"] == 4
    assert report.days["异议提出方"] == 4
    assert report.left_out == []


def test_a_returned_case_stays_with_the_returning_department() -> None:
    run = CaseRun.in_state(State.DISPATCHED, "2026-09-10 周四", law=FIRST_EDITION)
    run.do(Action.RETURN, OFFICER, "2026-09-17 周四", **RETURN)
    run.do(Action.HAND_TO_CITY, OPERATOR, "2026-09-17 周四", **CITY)
    report = counted(run)
    assert figures(report)["reply_late"] == figures(report)["returned"] == 1
    assert report.left_out[0].departments == ["区民政局"]


def test_city_orders_are_untimed_and_counted_for_no_department() -> None:
    report = counted(CaseRun.city_order("2026-09-10 周四"))
    assert (report.departments, report.tickets) == ([], [])
    assert [found.clause for found in report.left_out] == ["M8"]


def test_a_refused_special_case_is_a_column_of_its_own() -> None:
    run = CaseRun.in_state(State.CONSENTING, "2026-09-10 周四", law=FIRST_EDITION)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-11 周五", **OK)
    assert (figures(counted(run))["special_refused"], figures(counted(run))["rejected"]) == (1, 1)


def test_a_second_special_case_and_a_second_cooperation_in_one_round() -> None:
    run = CaseRun.in_state(State.COOPERATING, "2026-09-10 周四", law=FIRST_EDITION)
    run.do(Action.COOPERATE, PROPOSER, "2026-09-10 周四", done="已提交证明原件")
    run.do(Action.REPLY_COOPERATE, OFFICER, "2026-09-11 周五", **COOPERATE)
    run.do(Action.COOPERATE, PROPOSER, "2026-09-11 周五", done="已提交证明原件")
    for _ in range(2):
        run.do(Action.REPLY_SPECIAL, OFFICER, "2026-09-14 周一", **SPECIAL)
        run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-14 周一", **OK)
    found = figures(counted(run))
    assert (found["cooperated_again"], found["special_again"], found["special_refused"]) == (1, 1, 2)


def sham(first: str = "2026-09-11 周五") -> CaseRun:
    """Reported as repaired, rejected, and in the next round the fault is found still there."""
    run = CaseRun.in_state(State.REPAIRING, "2026-09-10 周四", law=FIRST_EDITION)
    run.do(Action.FINISH_REPAIR, OFFICER, first, **DONE)
    run.do(Action.NOTIFY, OPERATOR, first)
    run.do(Action.REJECT, PROPOSER, first, **OK)
    return run


def test_a_repair_that_was_none_is_in_no_on_time_share() -> None:
    """修正未到位: replies 2 in time, the true repair in time, the sham one not: 3 of 4."""
    run = sham()
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-14 周一", **FIXED)
    run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-15 周二", **DONE)
    report = counted(run)
    found = figures(report)
    assert (found["not_in_place"], found["undone"], found["repair_in_time"], found["rate"]) == (1, 1, 1, 75.0)
    verdicts = [limit.verdict for limit in report.tickets[0].limits if limit.kind == "部门修正"]
    assert verdicts == ["修正未到位", "按时"]


def test_a_late_repair_that_was_none_stays_late() -> None:
    run = sham("2026-09-23 周三")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-09-24 周四", **FIXED)
    found = figures(counted(run))
    assert (found["repair_late"], found["not_in_place"], found.get("undone", 0)) == (1, 1, 0)
    assert found["rate"] == 66.7


def test_a_rejected_repair_that_the_next_round_finds_right_is_none_of_these() -> None:
    run = sham()
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-09-14 周一", finding="经核实，登记状态为注销", basis="系统截图")
    found = figures(counted(run))
    assert (found.get("not_in_place", 0), found["repair_in_time"], found["rejected"]) == (0, 1, 1)


def test_a_special_case_that_is_refused_hides_no_sham_repair() -> None:
    """Otherwise 申请特例 in the next round would save the sham one's verdict."""
    run = sham()
    run.do(Action.REPLY_SPECIAL, OFFICER, "2026-09-14 周一", **SPECIAL)
    run.do(Action.REFUSE_SPECIAL, PROPOSER, "2026-09-15 周二", **OK)
    assert figures(counted(run))["not_in_place"] == 1


def test_it_counts_on_the_day_it_is_found() -> None:
    run = sham("2026-09-18 周五")
    run.do(Action.REPLY_REPAIR, OFFICER, "2026-10-08 周四", **FIXED | {"expected_on": "2026-10-12"})
    assert figures(counted(run))["repair_in_time"] == 1
    assert figures(counted(run, period=OCTOBER))["undone"] == 1


LONG = {"ground": "regather", "days": 12, "reason": "需逐村重新采集"}


def test_an_approved_extension_is_named_and_a_refused_ones_days_are_the_centres() -> None:
    kept, refused = (CaseRun.in_state(State.REPAIRING, "2026-09-07 周一", law=FIRST_EDITION) for _ in range(2))
    for run in (kept, refused):
        run.do(Action.EXTEND, OFFICER, "2026-09-14 周一", **LONG)
    kept.do(Action.APPROVE_EXTENSION, OPERATOR, "2026-09-15 周二", reason="确需重新采集")
    refused.do(Action.REFUSE_EXTENSION, OPERATOR, "2026-09-17 周四", reason="可以按期完成")
    for run in (kept, refused):
        run.do(Action.FINISH_REPAIR, OFFICER, "2026-09-18 周五", **DONE)
    report = counted(kept, refused)
    found = figures(report)
    assert (found["on_extension"], found["waited"]) == (1, 3)
    assert (found["repair_in_time"], found["repair_late"]) == (1, 1)
    late = next(limit for limit in report.tickets[1].limits if limit.kind == "部门修正")
    assert (late.verdict, late.waiting) == ("超期", 3)
    assert centre(counted(refused))["charged"] - centre(counted(kept))["charged"] == 3
    assert found["charged"] == 9 + 6


def test_acts_of_the_second_edition_fill_their_columns() -> None:
    run = with_late_reply()
    for action in ("退回补充答复", "退回反馈"):
        line(run, action, "2026-09-18 周五")
    line(run, "答复核实无误", "2026-09-18 周五", data={"indefinite": True})
    found = figures(counted(run))
    assert (found["replies_returned"], found["feedback_returned"], found["indefinite"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("未配合终止", "uncooperative"),
        ("特例未获回应", "special_unanswered"),
        ("无法告知", "untold"),
        ("未获认可", "unaccepted"),
        ("终止办理", "terminated"),
    ],
)
def test_each_ending_is_a_column_even_where_the_case_was_reopened(outcome: str, code: str) -> None:
    run = with_late_reply()
    line(run, "催办", "2026-09-18 周五", **closing(run, outcome, "2026-09-18 周五"))
    changes = {"state": "部门修正中", "party": "责任部门", "outcome": None, "closed_at": None}
    line(run, "重新受理", "2026-09-21 周一", state_to=State.REPAIRING, changes=changes)
    assert figures(counted(run))[code] == 1


def test_days_after_an_indefinite_reply_that_is_returned_stay_the_departments() -> None:
    run = CaseRun.in_state(State.VERIFYING, "2026-09-10 周四", law=FIRST_EDITION)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-09-11 周五", finding="经核实，登记状态为注销", basis="系统截图")
    changes = {"state": "部门核实中", "party": "责任部门"}
    line(run, "退回补充答复", "2026-09-14 周一", state_to=State.VERIFYING, changes=changes)
    report = counted(run)
    assert report.days["区大数据中心"] == 0
    assert figures(report)["charged"] == report.days["责任部门"]


def test_an_entry_more_than_a_working_day_after_its_receipt_is_the_centres() -> None:
    prompt = CaseRun("2026-09-21 周一", filed_at=moment("2026-09-18 周五 18:00"), law=FIRST_EDITION)
    late = CaseRun("2026-09-22 周二", filed_at=moment("2026-09-18 周五 18:00"), law=FIRST_EDITION)
    assert centre(counted(late))["entered_late"] == 1
    assert centre(counted(prompt, late))["entered_late"] == 2  # 2026-09-20 周日 is a working day
    same = CaseRun("2026-09-20 周日", filed_at=moment("2026-09-18 周五 18:00"), law=FIRST_EDITION)
    assert "entered_late" not in centre(counted(same))


def test_corrections_are_numbered_with_unit_and_line() -> None:
    run = with_late_reply()
    clock = next(clock for clock in run.case.clocks if clock.kind.value == "部门答复")
    given = {"start_seq": clock.start_seq, "kind": clock.kind.value, "department_id": CIVIL, "verdict": "不计"}
    run.do(Action.CORRECT_VERDICT, SUPERVISOR, "2026-09-21 周一", **given, reason="平台停机，非部门责任")
    [found] = counted(run).corrections
    assert (found.no, found.seq, found.old, found.new) == (1, run.case.seq, "超期", "不计")
