"""The old binary .xls of Excel, and .et of WPS, which has the same form."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from importer.formats.rows import Row, Sheet, TableError, formula_error, number_text, tidy
from importer.formats.xlsx_cells import MAX_ROWS, date_text

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell
    from xlrd.sheet import Sheet as XlsSheet

_TEXT, _NUMBER, _DATE, _TRUTH, _ERROR = range(1, 6)  # xlrd's kinds of cells
LOCKED = "有打开密码，读不了。请在表格软件中去掉密码（文件 → 信息 → 保护工作簿）另存后再导入"


def read_xls(raw: bytes, name: str) -> list[Sheet]:
    """Every sheet, hidden ones too. Raises TableError where it is no workbook."""
    import xlrd  # needed for these files only

    try:
        book = xlrd.open_workbook(file_contents=raw, formatting_info=True, logfile=io.StringIO())
        return [_sheet(book, each, name) for each in book.sheets()]
    except TableError:
        raise
    except Exception as error:  # noqa: BLE001 -- a damaged file makes xlrd raise almost anything
        if "encrypted" in str(error):
            raise TableError(f"{name}：{LOCKED}。") from None
        raise TableError(
            f"{name}：不是完好的 .xls 表格（{type(error).__name__}）。请用 Excel 或 WPS 打开后另存为 .xlsx。"
        ) from None


def _sheet(book: Book, source: XlsSheet, name: str) -> Sheet:
    sheet = Sheet(source.name, source.visibility != 0)
    sheet.hidden_columns = {place for place, info in source.colinfo_map.items() if info.hidden}
    sheet.merged = [
        (top + 1, bottom, left, right - 1) for top, bottom, left, right in source.merged_cells
    ]  # counted from 0, and with an end outside
    for number in range(source.nrows):
        cells = tuple(tidy(_text(book, each)) for each in source.row(number))
        if any(cells):
            info = source.rowinfo_map.get(number)
            sheet.rows.append(Row(number + 1, cells, bool(info and info.hidden)))
            if len(sheet.rows) > MAX_ROWS:
                raise TableError(f"{name}：超过 {MAX_ROWS} 行。请拆成几个文件分次导入。")
    return sheet


def _text(book: Book, cell: Cell) -> str:
    if cell.ctype == _DATE:
        return date_text(float(cell.value) + (1462 if book.datemode else 0))  # days between the two epochs
    if cell.ctype == _NUMBER:
        style = book.xf_list[cell.xf_index or 0]
        return number_text(float(cell.value), book.format_map[style.format_key].format_str)
    if cell.ctype == _ERROR:
        from xlrd.biffh import error_text_from_code

        return formula_error(error_text_from_code.get(int(cell.value), "#ERROR"))
    if cell.ctype == _TRUTH:
        return "TRUE" if cell.value else "FALSE"
    return str(cell.value) if cell.ctype == _TEXT else ""
