"""XLSX workbooks of Excel and WPS, read as a stream; sizes are limited before anything is unpacked."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, TYPE_CHECKING

from defusedxml import ElementTree

from importer.formats.rows import (
    MAX_COLUMNS,
    Row,
    Sheet,
    TableError,
    date_cell,
    formula_error,
    no_value,
    number_text,
    tidy,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_UNPACKED = 256 * 1024 * 1024  # limit against zip bombs: an XLSX is a zip file
MAX_ROWS = 200_000  # that hold something
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built in, the Chinese ones too
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # of a number format
_EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))  # noqa: DTZ001 -- a spreadsheet's dates have no zone
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_HIDDEN = ("1", "true")


def read_xlsx(source: IO[bytes], name: str) -> list[Sheet]:
    """Every sheet, hidden ones too. Raises TableError where it is no workbook."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _Workbook(archive, name).sheets()
    except TableError:
        raise
    except Exception as error:  # noqa: BLE001 -- damage can make the parsers raise almost anything
        raise TableError(f"{name}：不是完好的 XLSX 文件（{type(error).__name__}）。请用 Excel 重新另存。") from None


class _Workbook:
    """The parts of one workbook that are needed to show its cells."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive, self._name = archive, name
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MAX_UNPACKED:
            raise TableError(f"{name}：解压后超过 {MAX_UNPACKED // 1024 // 1024} MB，不予打开。")
        if any(part.flag_bits & 1 for part in parts):
            raise TableError(f"{name}：压缩包有密码，读不了。请用 Excel 另存为没有密码的 .xlsx。")
        self._parts = {part.filename.lower(): part.filename for part in parts}
        self._main = next((part for part in self._parts if part.endswith("workbook.xml")), "")
        if not self._main:
            raise TableError(f"{name}：不是 XLSX 文件{self._kind()}。请用 Excel 或 WPS 另存为 .xlsx。")

    def _kind(self) -> str:
        if any(part.endswith("workbook.bin") for part in self._parts):
            return "，而是 .xlsb"
        return "，而是 .ods" if "content.xml" in self._parts else ""

    def sheets(self) -> list[Sheet]:
        book = self._tree(self._main)
        folder = posixpath.dirname(self._main)
        targets = {
            each.get("Id"): posixpath.normpath(posixpath.join(folder, each.get("Target", ""))).lstrip("/")
            for each in self._tree(f"{folder}/_rels/{posixpath.basename(self._main)}.rels")
        }
        epoch = next((_EPOCHS[_is_on(each, "date1904")] for each in book if _tag(each) == "workbookPr"), _EPOCHS[0])
        texts, formats = self._texts(folder), self._formats(folder)
        found = []
        for each in (each for group in book if _tag(group) == "sheets" for each in group):
            target = targets.get(next((value for key, value in each.items() if key.endswith("}id")), ""), "")
            if target.lower() in self._parts and "chart" not in target:
                sheet = Sheet(each.get("name", ""), each.get("state", "visible") != "visible")
                with self._open(target) as source:
                    _Cells(sheet, texts, formats, epoch).read(source, self._name)
                found.append(sheet)
        return found

    def _open(self, part: str) -> IO[bytes]:
        return self._archive.open(self._parts[part.lower()])

    def _tree(self, part: str) -> Element:
        with self._open(part) as source:
            root: Element = ElementTree.parse(source, forbid_dtd=True).getroot()  # type: ignore[assignment]
            return root

    def _texts(self, folder: str) -> list[str]:
        """The strings that cells refer to by number."""
        part, found = f"{folder}/sharedstrings.xml", list[str]()
        if part not in self._parts:
            return found
        with self._open(part) as source:
            for _, element in ElementTree.iterparse(source, forbid_dtd=True):
                if _tag(element) == "si":
                    found.append(_words(element))
                    element.clear()
        return found

    def _formats(self, folder: str) -> list[tuple[bool, str]]:
        """For every cell style whether it shows a date, and its number format."""
        if f"{folder}/styles.xml" not in self._parts:
            return []
        root, codes, found = self._tree(f"{folder}/styles.xml"), dict[int, str](), list[tuple[bool, str]]()
        for group in root:
            for each in group if _tag(group) in ("numFmts", "cellXfs") else ():
                number = int(each.get("numFmtId") or 0)
                if _tag(each) == "numFmt":
                    codes[number] = each.get("formatCode", "")
                else:
                    found.append((number in _DATES or _shows_date(codes.get(number, "")), codes.get(number, "")))
        return found


class _Cells:
    """Reads the cells of one sheet."""

    def __init__(self, sheet: Sheet, texts: list[str], formats: list[tuple[bool, str]], epoch: datetime) -> None:
        self._sheet, self._texts, self._formats, self._epoch = sheet, texts, formats, epoch
        self._number = 0

    def read(self, source: IO[bytes], name: str) -> None:
        for element in _rows_and_marks(source, name):
            tag = _tag(element)
            if tag == "row":
                self._row(element)
                if len(self._sheet.rows) > MAX_ROWS:
                    raise TableError(f"{name}：超过 {MAX_ROWS} 行。请拆成几个文件分次导入。")
            elif tag == "col" and _is_on(element, "hidden"):
                last = min(int(element.get("max", 0)), MAX_COLUMNS)
                self._sheet.hidden_columns |= set(range(int(element.get("min", 1)) - 1, last))
            elif tag == "mergeCell" and (ends := _REFERENCE.findall(element.get("ref", ""))):
                (left, top), (right, bottom) = ends[0], ends[-1]
                self._sheet.merged.append((int(top), int(bottom), _place(left), _place(right)))

    def _row(self, element: Element) -> None:
        self._number = int(element.get("r") or self._number + 1)
        cells, place = list[str](), -1
        for each in element:
            reference = _REFERENCE.match(each.get("r", ""))
            place = _place(reference[1]) if reference else place + 1
            text = tidy(self._text(each))
            if text and place < MAX_COLUMNS:
                cells += [""] * (place + 1 - len(cells))
                cells[place] = text
        if cells:
            self._sheet.rows.append(Row(self._number, tuple(cells), _is_on(element, "hidden")))

    def _text(self, cell: Element) -> str:
        kind, value, formula = cell.get("t", "n"), None, None
        for each in cell:
            tag = _tag(each)
            if tag == "v":
                value = each.text
            elif tag == "f":
                formula = each.text or ""
            elif tag == "is":
                return _words(each)
        if value is None:
            return "" if formula is None or kind == "str" else no_value(f"={formula}")
        if kind == "s":
            return self._texts[int(value)]
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "e":
            return formula_error(value)
        if kind == "d":
            return date_cell(value.replace("T", " "))
        return _unescaped(value) if kind == "str" else self._shown(float(value), int(cell.get("s") or 0))

    def _shown(self, value: float, style: int) -> str:
        is_date, shown_as = self._formats[style] if style < len(self._formats) else (False, "")
        return date_text(value, self._epoch) if is_date else number_text(value, shown_as)


def date_text(value: float, epoch: datetime = _EPOCHS[0]) -> str:
    """A date as a spreadsheet counts it: days since its epoch."""
    try:
        moment = epoch + timedelta(seconds=round(value * 86400))
    except OverflowError:
        return number_text(value)
    if value < 1:
        return date_cell(moment.time().isoformat("minutes"))
    return date_cell(moment.date().isoformat() if value.is_integer() else moment.isoformat(" ", "minutes"))


def _rows_and_marks(source: IO[bytes], name: str) -> Iterator[Element]:
    """Rows and the marks beside them, each forgotten once it is read; a row without end is refused before its end."""
    data, cells = None, 0
    for event, element in ElementTree.iterparse(source, events=("start", "end"), forbid_dtd=True):
        tag = _tag(element)
        if event == "start":
            data = element if tag == "sheetData" else data
            cells = 0 if tag == "row" else cells + (tag == "c")
            if cells > MAX_COLUMNS:
                raise TableError(f"{name}：有一行超过 {MAX_COLUMNS} 列，不予打开。")
        elif tag in ("row", "col", "mergeCell"):
            yield element
            if tag == "row" and data is not None:
                data.clear()


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_on(element: Element, name: str) -> bool:
    return element.get(name, "").lower() in _HIDDEN


def _place(letters: str) -> int:
    place = 0
    for each in letters:
        place = place * 26 + ord(each) - ord("A") + 1
    return place - 1


def _words(element: Element) -> str:
    """The text of a string, its parts joined, without the reading aid (拼音) beside it."""
    runs = [each for each in element if _tag(each) in ("t", "r")]
    return _unescaped("".join(part.text or "" for run in runs for part in run.iter() if _tag(part) == "t"))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _shows_date(code: str) -> bool:
    plain = _LITERAL.sub("", code.partition(";")[0]).lower()
    return "general" not in plain and any(each in plain for each in "ymdhs年月日")
