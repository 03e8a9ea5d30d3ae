"""A table of closures as an office sends it: 首日 末日 原因 依据; a cell that is no date is named with its row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from importer.formats.rows import TableError
from importer.table_files import read_table
from regulation.district_closure import Closure

FIRST, LAST, REASON, DOCUMENT = COLUMNS = ("首日", "末日", "原因", "依据")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def read_closures(path: Path) -> Sequence[Closure]:
    """Every row of the first visible sheet. Raises TableError."""
    rows = [(row.number, [str(cell).strip() for cell in row.cells]) for row in read_table(path)]
    heading = rows[0][1] if rows else []
    missing = [name for name in COLUMNS if name != LAST and name not in heading]
    if missing:
        raise TableError(f"{path.name}：第一行应为列名 {' '.join(COLUMNS)}，没有 {'、'.join(missing)}。")
    named = [(number, dict(zip(heading, cells, strict=False))) for number, cells in rows[1:]]
    found = [_closure(number, cells) for number, cells in named if any(cells.values())]
    if not found:
        raise TableError(f"{path.name}：列名下面没有内容。")
    return found


def _closure(number: int, cells: Mapping[str, str]) -> Closure:
    first = _day(number, FIRST, cells.get(FIRST, ""))
    last = _day(number, LAST, cells[LAST]) if cells.get(LAST) else first
    return Closure(first, last, cells.get(REASON, ""), cells.get(DOCUMENT, ""))


def _day(number: int, column: str, text: str) -> date:
    parts = _DATE.fullmatch(text)
    try:
        return date(*map(int, parts.groups())) if parts else date.fromisoformat(text)
    except ValueError:
        raise TableError(f"第 {number} 行{column}：应为日期，如 2026-11-05，现为“{text[:40]}”。") from None
