"""Which sheet of a workbook is imported: the only visible one with the columns of this kind, or the one named."""

from __future__ import annotations

from collections.abc import Sequence

from importer.columns.forms import FORMS
from importer.columns.headings import Heading
from importer.formats.rows import Sheet, Table, TableError, letter
from importer.row_fields import heading_of
from importer.table_files import table_of
from store.characters import folded


def choose(sheets: Sequence[Sheet], kind: str, named: str = "") -> Table:
    """The table to import, with what the operator should know of the others. Raises TableError."""
    if named:
        return _found(_called(sheets, named), kind)
    open_ones = [sheet for sheet in sheets if not sheet.hidden and sheet.rows]
    fitting = [sheet for sheet in open_ones if _fits(sheet, kind)]
    if len(fitting) > 1:
        raise TableError(f"几张工作表都有列名：{_names(fitting)}。请加 --sheet 工作表名，一次导入一张。")
    if not fitting:
        table = _found(_nearest(open_ones, sheets, kind), kind)
    else:
        table = _found(fitting[0], kind)
    others = [sheet for sheet in open_ones if sheet.name != table.sheet]
    hidden = [sheet for sheet in sheets if sheet.hidden]
    table.notes += [f"读取工作表“{table.sheet}”，没有列名的略过：{_names(others)}"] if others else []
    table.notes += [f"隐藏的工作表不导入：{_names(hidden)}（要导入的加 --sheet 工作表名）"] if hidden else []
    return table


def _found(sheet: Sheet, kind: str) -> Table:
    table = table_of(sheet)
    try:
        heading = heading_of(table.rows, FORMS[kind])
    except TableError as error:
        where = f"工作表“{sheet.name}”" if sheet.name else ""
        raise TableError(f"{where}{error}") from None
    hidden = _hidden_columns(sheet, heading)
    table.notes += [f"{'、'.join(hidden)}在表格中是隐藏的，照样导入"] if hidden else []
    return table


def _hidden_columns(sheet: Sheet, heading: Heading) -> list[str]:
    return [
        f"{letter(place)} 列“{heading.texts[place]}”"
        for place in sorted(sheet.hidden_columns)
        if place < len(heading.names) and heading.names[place]
    ]


def _called(sheets: Sequence[Sheet], named: str) -> Sheet:
    found = [sheet for sheet in sheets if folded(sheet.name) == folded(named)]
    if len(found) != 1:
        raise TableError(f"没有工作表“{named}”。文件中有：{_names(sheets) or '（只有一张，没有名称）'}")
    return found[0]


def _fits(sheet: Sheet, kind: str) -> bool:
    try:
        heading_of(table_of(sheet).rows, FORMS[kind])
    except TableError:
        return False
    return True


def _nearest(open_ones: Sequence[Sheet], sheets: Sequence[Sheet], kind: str) -> Sheet:
    """No visible sheet fits: the one to explain. A hidden one that does is named."""
    hidden = [sheet for sheet in sheets if sheet.hidden and sheet.rows and _fits(sheet, kind)]
    if hidden:
        raise TableError(f"只有隐藏的工作表有列名：{_names(hidden)}。请取消隐藏，或加 --sheet 工作表名。")
    return open_ones[0] if open_ones else Sheet()


def _names(sheets: Sequence[Sheet]) -> str:
    return "、".join(f"“{sheet.name}”" for sheet in sheets)
