"""A party's figures turned on their side for a phone; figures that are zero for everybody are folded away (M15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

from quality.report import Row
from quality.report_columns import Column
from quality.report_text import paper_heading, said

ALWAYS = ("cases", "days", "rate", "rank")  # shown even where they are zero


class Line(TypedDict):
    """One figure of every party; `bad` where it is shown in red if not zero."""

    heading: str
    bad: bool
    cells: list[tuple[str, bool]]


class Sheet(TypedDict):
    """The lines that say something, and the headings of those that are zero."""

    names: list[str]
    lines: list[Line]
    zeros: list[str]


def sheet(rows: Sequence[Row], columns: Sequence[Column]) -> Sheet:
    """A table with a line for each figure."""
    spoken = [column for column in columns if column.code in ALWAYS or any(row.figures[column.code] for row in rows)]
    return Sheet(
        names=[row.name for row in rows],
        lines=list(_lines(rows, spoken)),
        zeros=[paper_heading(column) for column in columns if column not in spoken],
    )


def _lines(rows: Sequence[Row], columns: Sequence[Column]) -> Iterator[Line]:
    for column in columns:
        cells = [(said(row, column), bool(row.figures[column.code])) for row in rows]
        yield Line(heading=paper_heading(column), bad=column.bad, cells=cells)
