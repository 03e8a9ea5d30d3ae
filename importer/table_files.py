"""Import files as offices send them; what a file is, its bytes say and not its name. What is no table is refused."""

from __future__ import annotations

import io
import re
from pathlib import Path

from importer.formats.rows import MAX_CELL, Row, Sheet, Table, TableError, listed
from importer.formats.text_tables import read_text
from importer.formats.xls_tables import LOCKED, read_xls
from importer.formats.xlsx_cells import MAX_ROWS
from importer.formats.xlsx_tables import MAX_UNPACKED, read_xlsx

__all__ = ["MAX_BYTES", "MAX_CELL", "MAX_ROWS", "MAX_UNPACKED", "Row", "TableError", "read_sheets", "read_table"]

MAX_BYTES = 32 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")  # .xls without its container
_PAGE = re.compile(rb"\s*<(!--|(!doctype html|html|head|meta|table|body|div|style)\b)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
_OTHERS = {b"%PDF": "PDF", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"Rar!": "压缩包", b"7z\xbc\xaf": "压缩包"}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_table(path: Path) -> Table:
    """The first visible sheet. Raises TableError."""
    sheets = read_sheets(path)
    return table_of(next((sheet for sheet in sheets if not sheet.hidden), Sheet()))


def read_sheets(path: Path) -> list[Sheet]:
    """Every sheet with the rows that hold something. Raises TableError."""
    raw, name = _bytes(path), path.name
    if raw.startswith(b"PK\x03\x04"):
        return read_xlsx(io.BytesIO(raw), name)
    if raw.startswith(_OLE) and _ENCRYPTED in raw:
        raise TableError(f"{name}：{LOCKED}。")
    if raw.startswith((_OLE, *_BIFF)):
        return read_xls(raw, name)
    _refuse_others(raw, name)
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n,;"):
        return [Sheet()]
    sheet = read_text(raw, name)
    if len(sheet.rows) > MAX_ROWS:
        raise TableError(f"{name}：超过 {MAX_ROWS} 行。请拆成几个文件分次导入。")
    return [sheet]


def table_of(sheet: Sheet) -> Table:
    """One sheet as a table: merged cells of a column are filled in as they are seen, hidden rows pointed out."""
    table = Table(_filled(sheet), sheet.name)
    hidden = [row.number for row in sheet.rows if row.hidden]
    if hidden:
        table.notes.append(f"第 {listed(hidden)} 行在表格中是隐藏的，照样导入；不要的请从文件中删去")
    return table


def _filled(sheet: Sheet) -> list[Row]:
    tall = [(top, bottom, left) for top, bottom, left, _ in sheet.merged if bottom > top]
    if not tall:
        return sheet.rows
    values = {(row.number, place): cell for row in sheet.rows for place, cell in enumerate(row.cells) if cell}
    given = dict[int, dict[int, str]]()
    last = sheet.rows[-1].number if sheet.rows else 0
    for top, bottom, left in tall:
        for number in range(top + 1, min(bottom, last) + 1) if (top, left) in values else ():
            given.setdefault(number, {})[left] = values[top, left]
    return [_with(row, given[row.number]) if row.number in given else row for row in sheet.rows]


def _with(row: Row, given: dict[int, str]) -> Row:
    cells = [*row.cells, *[""] * (max(given) + 1 - len(row.cells))]
    for place, value in given.items():
        cells[place] = cells[place] or value
    return Row(row.number, tuple(cells), row.hidden)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TableError(f"{path.name}：文件超过 {MAX_BYTES // 1024 // 1024} MB。请拆成几个文件分次导入。")
        return path.read_bytes()
    except OSError as error:
        raise TableError(f"{path}：读不了（{error.strerror}）。请检查路径和权限。") from None


def _refuse_others(raw: bytes, name: str) -> None:
    for mark, kind in _OTHERS.items():
        if raw.startswith(mark):
            raise TableError(f"{name}：是{kind}，不是表格。请导入 .xlsx、.xls 或 .csv 文件。")
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise TableError(f"{name}：不是完好的 XLSX 文件。请用 Excel 重新另存；内容是文本的，请把后缀改为 .csv。")
    start = raw[:4096].removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(start) or _XML.match(start) or start[:13].lower() == b"mime-version:":
        raise TableError(
            f"{name}：名为表格，内容是网页或 XML（有的办公系统这样导出）。"
            f"请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。"
        )
