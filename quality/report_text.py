"""The report as text for terminal and chat: figures only, no names and no data values (M4, M15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from quality.period import Period
from quality.report import FEWEST, Report, Row
from quality.report_columns import OWN_RULE, SETTLED, Column
from regulation.shanghai import dated

if TYPE_CHECKING:
    from store.lists.report_source import QualityReport

RULE = (
    "计数口径：本期曾在办、办结或评价的工单；按行为发生之日归期，认定以当时冻结的结果为准；"
    "每个工作日只计入一方；期末仍超期指期限已过而尚未办理。"
    f"部门异议数不足{FEWEST}件的只列数字，本期不排名。"
)
SETTLED_RULE = (
    f"{RULE}撤回、转市平台或以其他方式结束的工单，其认定仍计入该部门，只是不计入用时中位数。"
    f"修正未到位的修正不算按时，按认定之日归期。"
    f"待提出方确认、配合、同意和补正的工作日归提出方；标注“{OWN_RULE}”的项目不是办法条文的规定。"
)


def rule_of(report: Report) -> str:
    """By what rules a report was counted."""
    return SETTLED_RULE if report.columns.version >= SETTLED else RULE


def cited(clauses: str) -> str:
    """Clause ids as they are cited on paper: `M5` is 办法第五条, `G5` 工作规则一.5, `P6` 工作规则二.6."""
    return "、".join(_cited(clause) for clause in clauses.split("、"))


def paper_heading(column: Column) -> str:
    """A figure's name with its clause as cited on paper."""
    return f"{column.heading}（{cited(column.clause)}）"


def _cited(clause: str) -> str:
    kind, number = clause[:1], clause[1:]
    if not number.isdecimal() or kind not in _BOOKS:
        return clause
    return _BOOKS[kind].format(_NUMERALS[int(number)] if kind == "M" else number)


def left_out_name(report: Report) -> str:
    """What its list of tickets that are not counted everywhere is called."""
    return "不计入中位数的工单" if report.columns.version >= SETTLED else "不计入部门的工单"


_NUMERALS = [
    "零",
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
]
_BOOKS = {"M": "办法第{}条", "G": "工作规则一.{}", "P": "工作规则二.{}"}


def title(report: Report) -> str:
    return f"{Period.read(report.period).name}公共数据异议质量报告{'（暂定）' if report.provisional else ''}"


def standing(row: QualityReport | None) -> str:
    """Whether the figures are final: running, open to the departments' reply, or published."""
    if row is None:
        return "本期尚未结账，以下为截至目前的数字。"
    return f"已结账（第{row.version}版），部门可在{dated(row.publish_on)}公布之前向督办提出意见。"


def as_text(report: Report, row: QualityReport | None) -> str:
    """The whole report, one line per party and list."""
    lines = [f"{report.period} {title(report)}", standing(row), rule_of(report)]
    if not report.tickets and not report.left_out:
        return "\n".join([*lines, "这个月没有异议。"]) + "\n"
    lines += [summary(each, report.columns.departments) for each in report.departments]
    lines.append(summary(report.centre, report.columns.centre))
    lines.append(
        "工作日归属：" + "、".join(f"{column.heading} {report.days[column.code]}" for column in report.columns.days)
    )
    lines += _lists(report)
    return "\n".join(lines) + "\n"


def summary(row: Row, columns: Sequence[Column]) -> str:
    """One party's figures; zero figures are left out, except the number of cases."""
    shown = [f"{column.heading} {said(row, column)}" for column in columns if _worth_saying(row, column)]
    return f"{row.name}：{'，'.join(shown)}"


def said(row: Row, column: Column) -> str:
    """One figure, formatted."""
    figure = row.figures[column.code]
    if figure is None:
        return "—"
    return f"{figure:g}"


def _worth_saying(row: Row, column: Column) -> bool:
    figure = row.figures[column.code]
    return column.code == "cases" or (figure is not None and (figure != 0 or column.code in ("rate", "days")))


def _lists(report: Report) -> Iterator[str]:
    counted = len(report.tickets)
    yield f"计入的工单 {counted} 件：" + ("、".join(ticket.number for ticket in report.tickets) or "无")
    yield f"{left_out_name(report)} {len(report.left_out)} 件"
    for left in report.left_out:
        late = f"，其中已超期：{'、'.join(left.late)}" if left.late else ""
        names = f"{'、'.join(left.departments)} " if left.departments else ""
        yield f"  {left.number} {names}{left.reason}（{left.clause}）{late}"
    for line in report.corrections:
        counts, no, by = "" if line.counted else "，属前期", str(line.no or ""), f"，{line.by}" if line.by else ""
        yield f"督办更正{no}：{line.number} {line.holder} {line.kind} {line.old}→{line.new}（{line.on}{by}{counts}）"
