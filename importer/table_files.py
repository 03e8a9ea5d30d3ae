"""CSV and XLSX files as numbered rows of text; a file that is too large or no table is refused without parsing."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

MAX_BYTES = 32 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024  # limit against zip bombs: an XLSX is a zip file
MAX_ROWS = 200_000
MAX_CELL = 4_000  # characters


class TableError(Exception):
    """The file as a whole can't be read; the text says why, and how to correct it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file; `number` is the row number that a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]


def read_table(path: Path) -> Iterator[Row]:
    """The non-empty rows, the heading first. Raises TableError."""
    _check_size(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        rows: Iterable[tuple[int, Iterable[object]]] = _xlsx(path)
    elif suffix in (".csv", ".txt"):
        rows = _csv(path)
    else:
        raise TableError(f"{path.name}：只能读 .csv 和 .xlsx 文件。旧的 .xls 请在 Excel 中另存为 .xlsx。")
    return _bounded(path, rows)


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise TableError(f"{path}：读不了（{error.strerror}）。请检查路径和权限。") from None
    if size > MAX_BYTES:
        raise TableError(f"{path.name}：文件超过 {MAX_BYTES // 1024 // 1024} MB。请拆成几个文件分次导入。")


def _bounded(path: Path, rows: Iterable[tuple[int, Iterable[object]]]) -> Iterator[Row]:
    for number, cells in rows:
        if number > MAX_ROWS:
            raise TableError(f"{path.name}：超过 {MAX_ROWS} 行。请拆成几个文件分次导入。")
        row = Row(number, tuple(_text(cell) for cell in cells))
        if any(row.cells):
            yield row


def _text(cell: object) -> str:
    """A code that Excel converted to a number becomes the digits again that a person sees."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).replace("\u3000", " ").replace("\xa0", " ").strip()[: MAX_CELL + 1]


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    content = _decoded(path)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise TableError(f"{path.name} 第 {reader.line_num} 行：引号不成对或不是表格（{error}）。") from None


def _decoded(path: Path) -> str:
    """Excel writes UTF-8 with a byte order mark, editors without, and Chinese Excel's plain CSV is GB18030."""
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableError(f"{path.name}：既不是 UTF-8 也不是 GBK 文本。请在 Excel 中另存为「CSV UTF-8」。")


def _delimiter(content: str) -> str:
    heading = content.partition("\n")[0]
    return max(",\t;", key=heading.count)


def _xlsx(path: Path) -> Iterator[tuple[int, tuple[object, ...]]]:
    _check_zip(path)
    from openpyxl import load_workbook  # slow to import, and needed for these files only

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001 -- a damaged file makes openpyxl raise almost anything
        raise TableError(
            f"{path.name}：不是完好的 XLSX 文件（{type(error).__name__}）。请用 Excel 重新另存。"
        ) from None
    try:
        yield from enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
    finally:
        book.close()


def _check_zip(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise TableError(f"{path.name}：不是完好的 XLSX 文件。请用 Excel 重新另存。") from None
    if unpacked > MAX_UNPACKED:
        raise TableError(f"{path.name}：解压后超过 {MAX_UNPACKED // 1024 // 1024} MB，不予打开。")
