"""What stands below a table and is none of its rows: totals, notes, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterable

from importer.formats.rows import Row

_TOTAL = re.compile(
    r"(合计|总计|小计|共计|总数|人数|单位数|共\s*\d+|注[:：]|备注[:：]|说明[:：]|填表|制表|填报|审核|负责人签|以上|此页|"
    r"第\s*\d+\s*页|[（(].*[）)]$|\d{4}\s*[年./-]\s*\d{1,2})"
)
_SIGNED = re.compile(
    r"(合\s*计|总\s*计|小\s*计|共\s*计)\s*([:：]|\d|$)|(填表|制表|填报|审核|复核|负责|联系)(人|单位|部门)?\s*[:：]"
)


def is_end(row: Row, needed: Iterable[int]) -> bool:
    """A total, a note or a signature below the table: with a colon or alone it is no name of anything."""
    first = next(cell for cell in row.cells if cell)
    if _SIGNED.match(first):
        return True
    return not all(row.cells[place : place + 1] > ("",) for place in needed) and bool(_TOTAL.match(first))
