"""Compares the bot's report with the oracle's count, figure by figure and list by list (G5, M15)."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.oracle.limits import CENTRE
from tests.oracle.report import Count
from tests.quarter.district import District

LIMITS = {
    "reply": "答复", "repair": "修正", "joint": "协同", "accept": "收办意见", "check": "平台核查",
    "platform": "平台修复", "transfer": "转交", "notice": "结果告知", "ruling": "裁定", "judge": "审批",
    "delay": "补正逾期认定", "confirm": "依职权确认",
}  # fmt: skip
ENDS = {"in_time": "按时", "late": "超期", "overdue": "期末仍超期"}
HEADINGS = {
    "异议数": "cases",
    **{f"{name}{end}": f"{code}_{ending}" for code, name in LIMITS.items() for ending, end in ENDS.items()},
    "按承诺日期完成": "kept",
    "未按承诺日期完成": "broken",
    "处理结果不被提出方认可": "rejected",
    "平台修复结果不被提出方认可": "rejected",
    "不被数据责任方认可（退回）": "returned",
    "延期（上限内）": "extended",
    "延期（超上限）": "extended_beyond",
    "特例": "special",
    "答复不明确": "indefinite",
    "退回补充答复": "replies_returned",
    "再次要求配合": "cooperated_again",
    "修正未到位": "not_in_place",
    "修正未到位中按时反馈的": "undone",
    "按批准延期": "on_extension",
    "其中待批工作日（归中心）": "waited",
    "退回反馈": "feedback_returned",
    "其中不同意特例": "special_refused",
    "再次申请特例": "special_again",
    "提出方撤回": "withdrawn",
    "未配合终止": "uncooperative",
    "特例未获回应": "special_unanswered",
    "无法告知": "untold",
    "未获认可": "unaccepted",
    "终止办理": "terminated",
    "待提出方工作日": "proposer_days",
    "收到超过一个工作日后补录": "entered_late",
    "再次要求补正": "deviations",
    "本期承担工作日": "charged",
    "办结用时（工作日中位数）": "days",
    "满意度（平均）": "score",
    "评价数": "scored",
    "按时率%": "rate",
    "名次": "rank",
}
PARTIES = {
    "异议提出方": "proposer",
    "区大数据中心": "centre",
    "责任部门": "department",
    "关联部门": "related",
    "市平台": "city",
    "不计": "nobody",
}
TABLES = ("departments", "centre", "days", "tickets", "left-out")
Fetch = Callable[[str, str, Path], None]  # month, table, destination


@dataclass(slots=True)
class Comparison:
    """The number of figures compared, and each difference as text."""

    compared: int = 0
    differences: list[str] = field(default_factory=list)

    def same(self, what: str, told: object, counted: object) -> None:
        self.compared += 1
        if told != counted:
            if isinstance(told, set | dict) and isinstance(counted, set | dict):
                told, counted = _apart(told, counted)
            self.differences.append(f"{what}：报告 {told}，独立统计 {counted}")


def compare(month: str, count: Count, district: District, folder: Path, fetch: Fetch) -> Comparison:
    """Every table of one month; a row that only one side has is a difference."""
    found, tables = Comparison(), {}
    for name in TABLES:
        path = folder / f"{month}-{name}.csv"
        fetch(month, name, path)
        tables[name] = _rows(path)
    codes = {unit.name: unit.code for unit in district.units}
    for row in tables["departments"]:
        _row(found, month, row, codes.get(row["部门"], "?"), count)
    for row in tables["centre"]:
        _row(found, month, row, CENTRE, count)
    told = {codes.get(row["部门"], "?") for row in tables["departments"]}
    found.same(f"{month} 有工单的部门", told, {code for code, cases in count.cases.items() if code and cases})
    found.same(f"{month} 计入的工单", {row["工单"] for row in tables["tickets"]}, count.counted)
    found.same(f"{month} 不计入的工单", {row["工单"]: row["依据"] for row in tables["left-out"]}, count.left_out)
    _days(found, month, tables["days"], count)
    return found


def _days(found: Comparison, month: str, rows: Sequence[Mapping[str, str]], count: Count) -> None:
    for row in rows:
        told = row["本期工作日"]
        found.same(f"{month} 工作日归属 {row['归属']}", int(told), count.days[PARTIES.get(row["归属"], row["归属"])])


def _row(found: Comparison, month: str, row: Mapping[str, str], holder: str, count: Count) -> None:
    for heading, code, told in _figures(row):
        found.same(f"{month} {row.get('部门') or '区大数据中心'} {heading}", told, count.figure(holder, code))


def _figures(row: Mapping[str, str]) -> Iterator[tuple[str, str, float | None]]:
    """The figures by their names; KeyError for a column that the oracle does not count."""
    for heading, cell in list(row.items())[1:]:
        name = heading.rpartition("（")[0]
        yield heading, HEADINGS[name], float(cell) if cell else None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _apart(told: Collection[str], counted: Collection[str]) -> tuple[str, str]:
    """Rows that only one side has, or that differ."""
    one = set(told.items() if isinstance(told, dict) else told)
    other = set(counted.items() if isinstance(counted, dict) else counted)
    return str(sorted(one - other, key=str)[:6]), str(sorted(other - one, key=str)[:6])
