"""The report as tables: CSV safe against formula injection, XLSX reproducible byte for byte (M15)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

from quality.report import Figure, Report, Row
from quality.report_columns import SETTLED, Column

Cell = str | Figure
T = TypeVar("T")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
FIXED = datetime(2022, 12, 2)  # noqa: DTZ001 - no instant: the day of the regulation stands in every file
WIDEST = 48
_TICKET_HEADINGS = ("工单", "收到", "办结", "状态", "期限", "承担方", "应于", "实际", "认定")
_CORRECTION_HEADINGS = ("工单", "更正日期", "期限", "承担方", "原认定日期", "原认定", "更正为", "是否计入本期")
Notes: TypeAlias = "Mapping[tuple[str, int], Note]"  # by ticket and history line


class Note(NamedTuple):
    """Who corrected a verdict, and why; both empty where the reason has been erased."""

    author: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`bad` are the columns whose figures are shown in red where they are not zero."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    bad: frozenset[int] = frozenset()


def tables(report: Report, notes: Notes = MappingProxyType({})) -> dict[str, Table]:
    """Every table of the report by its short name; `notes` are authors and reasons of the corrections."""
    return {
        **figure_tables(report),
        "tickets": Table("计入的工单", _with(report, _TICKET_HEADINGS, "其中待批工作日"), list(_ticket_rows(report))),
        "left-out": _left_out(report),
        "corrections": Table(
            "督办更正",
            _with(report, _CORRECTION_HEADINGS, "编号", "更正单位", "更正人", "理由"),
            list(_correction_rows(report, notes)),
        ),
    }


def heading(column: Column) -> str:
    return f"{column.heading}（{column.clause}）"


def figure_tables(report: Report, headed: Callable[[Column], str] = heading) -> dict[str, Table]:
    """The tables that hold figures alone."""
    days = [(column.heading, report.days[column.code]) for column in report.columns.days]
    return {
        "departments": _figures("责任部门", "部门", report.columns.departments, report.departments, headed),
        "centre": _figures("区大数据中心", "单位", report.columns.centre, [report.centre], headed),
        "days": Table("工作日归属", ("归属", "本期工作日"), days),
    }


def csv_text(table: Table) -> str:
    """With a byte order mark for Excel; text that a spreadsheet would run as a formula is quoted."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_harmless(heading) for heading in table.headings])
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return "\ufeff" + buffer.getvalue()


def xlsx_bytes(report: Report, sheets: Iterable[Table] | None = None) -> bytes:
    """One sheet per table, text cells as text; equal reports give byte-identical files."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": f"{report.period} 公共数据异议质量报告", "created": FIXED})
        head, red = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"font_color": "#C00000"})
        for table in tables(report).values() if sheets is None else sheets:
            _fill(book.add_worksheet(table.name), table, head, red)
    return buffer.getvalue()


def _figures(
    name: str, party: str, columns: Sequence[Column], rows: Sequence[Row], headed: Callable[[Column], str]
) -> Table:
    bad = frozenset(place for place, column in enumerate(columns, 1) if column.bad)
    filled = [(row.name, *(row.figures[column.code] for column in columns)) for row in rows]
    return Table(name, (party, *map(headed, columns)), filled, bad)


def _ticket_rows(report: Report) -> Iterator[Sequence[Cell]]:
    """One row per limit; a ticket without a limit in the period has one row."""
    for ticket in report.tickets:
        own = (ticket.number, ticket.filed_on, ticket.closed_on, ticket.state)
        for limit in ticket.limits:
            found = (limit.kind, limit.holder, limit.due_on, limit.stopped_on, limit.said)
            yield _with(report, (*own, *found), limit.waiting)
        if not ticket.limits:
            yield _with(report, (*own, "", "、".join(ticket.holders), "", "", ""), 0)


def _left_out(report: Report) -> Table:
    if report.columns.version < SETTLED:
        rows = [(line.number, line.reason, line.clause, "、".join(line.late)) for line in report.left_out]
        return Table("不计入部门的工单", ("工单", "原因", "依据", "其中已超期"), rows)
    named = [
        (line.number, "、".join(line.departments), line.reason, line.clause, "、".join(line.late))
        for line in report.left_out
    ]
    return Table("不计入中位数的工单", ("工单", "部门", "原因", "依据", "其中已超期"), named)


def _correction_rows(report: Report, notes: Notes) -> Iterator[Sequence[Cell]]:
    for line in report.corrections:
        counted, note = "是" if line.counted else "否（前期）", notes.get((line.number, line.seq), Note())
        own = (line.number, line.on, line.kind, line.holder, line.stopped_on, line.old, line.new, counted)
        yield _with(report, own, line.no, line.by, note.author, note.reason)


def _with(report: Report, cells: Sequence[T], *added: T) -> Sequence[T]:
    """Cells that a report of the first format has not."""
    return cells if report.columns.version < SETTLED else (*cells, *added)


def _harmless(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA) else text


def _fill(sheet: Any, table: Table, head: Any, red: Any) -> None:
    sheet.freeze_panes(1, 1)
    for place, words in enumerate(table.headings):
        sheet.write_string(0, place, words, head)
        sheet.set_column(place, place, _width(words, (row[place] for row in table.rows)))
    for line, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell)
            elif cell is not None:
                sheet.write_number(line, place, cell, red if cell and place in table.bad else None)


def _width(words: str, cells: Iterable[Cell]) -> int:
    """Chinese characters count as two; headings wrap."""
    longest = max((_wide(cell) for cell in cells), default=0)
    return min(WIDEST, max(10, longest, _wide(words) // 2) + 2)


def _wide(cell: Cell) -> int:
    return 0 if cell is None else sum(2 if ord(letter) > 0x2E7F else 1 for letter in str(cell))
