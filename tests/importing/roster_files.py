"""Rosters as offices send them, written by other libraries than the ones that read them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlwt
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from importer.columns.field_values import Known
from importer.row_fields import FORMS, Reading, check
from importer.sheet_choice import choose
from importer.table_files import read_sheets

KNOWN = Known({"区民政局": "MZJ", "mzj": "MZJ", "区教育局": "JYJ", "jyj": "JYJ", "区府办": "FB", "fb": "FB"})
HEADING = ("姓名", "部门", "角色", "手机号", "企业微信帐号")
ROWS: Sequence[Sequence[object]] = (
    ("王芳", "区民政局", "联络专员A角", "13800000001", "wang.fang"),
    ("李雷", "区教育局", "经办", "13800000002", "li.lei"),
)
READ = [("王芳", "MZJ", "officer-a", "wang.fang"), ("李雷", "JYJ", "handler", "li.lei")]
Cells = Sequence[Sequence[object]]


def reading(path: Path, kind: str = "people", known: Known = KNOWN, sheet: str = "") -> Reading:
    return check(choose(read_sheets(path), kind, sheet), FORMS[kind], known)


def people(found: Reading) -> list[tuple[str, ...]]:
    assert [str(fault) for fault in found.faults] == []
    return [tuple(row[name] for name in ("name", "department", "roles", "wecom")) for _, row in found.records]


def text(path: Path, rows: Cells, *, mark: str = ",", end: str = "\r\n", encoding: str = "utf-8") -> Path:
    path.write_bytes(end.join(mark.join(str(cell) for cell in row) for row in rows).encode(encoding))
    return path


def xlsx(path: Path, sheets: Mapping[str, Cells], change: Callable[[Workbook], None] = lambda _: None) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    change(book)
    book.save(path)
    return path


def xls(path: Path, rows: Cells, change: Callable[[Any, Any], None] = lambda _book, _sheet: None) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("人员")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell not in ("", None):
                sheet.write(number, place, cell)
    change(book, sheet)
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return path
