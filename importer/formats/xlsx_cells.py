"""The cells of one sheet of an XLSX workbook, read as a stream, as the text that a person sees."""

from __future__ import annotations

import re
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

MAX_ROWS = 200_000  # that hold something
EPOCHS = (datetime(1899, 12, 30), datetime(1904, 1, 1))  # noqa: DTZ001 -- a spreadsheet's dates have no zone
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_HIDDEN = ("1", "true")


class Cells:
    """Reads the cells of one sheet."""

    def __init__(self, sheet: Sheet, texts: list[str], formats: list[tuple[bool, str]], epoch: datetime) -> None:
        self._sheet, self._texts, self._formats, self._epoch = sheet, texts, formats, epoch
        self._number = 0

    def read(self, source: IO[bytes], name: str) -> None:
        for element in _rows_and_marks(source, name):
            tag = tag_of(element)
            if tag == "row":
                self._row(element)
                if len(self._sheet.rows) > MAX_ROWS:
                    raise TableError(f"{name}：超过 {MAX_ROWS} 行。请拆成几个文件分次导入。")
            elif tag == "col" and _is_hidden(element, "width"):
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
            self._sheet.rows.append(Row(self._number, tuple(cells), _is_hidden(element, "ht")))

    def _text(self, cell: Element) -> str:
        kind, value, formula = cell.get("t", "n"), None, None
        for each in cell:
            tag = tag_of(each)
            if tag == "v":
                value = each.text
            elif tag == "f":
                formula = each.text or ""
            elif tag == "is":
                return words_of(each)
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


def date_text(value: float, epoch: datetime = EPOCHS[0]) -> str:
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
        tag = tag_of(element)
        if event == "start":
            data = element if tag == "sheetData" else data
            cells = 0 if tag == "row" else cells + (tag == "c")
            if cells > MAX_COLUMNS:
                raise TableError(f"{name}：有一行超过 {MAX_COLUMNS} 列，不予打开。")
        elif tag in ("row", "col", "mergeCell"):
            yield element
            if tag == "row" and data is not None:
                data.clear()


def tag_of(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def is_on(element: Element, name: str) -> bool:
    return element.get(name, "").lower() in _HIDDEN


def _is_hidden(element: Element, size: str) -> bool:
    """By its mark, or because it was made too small to be seen."""
    return is_on(element, "hidden") or element.get(size) in ("0", "0.0")


def _place(letters: str) -> int:
    place = 0
    for each in letters:
        place = place * 26 + ord(each) - ord("A") + 1
    return place - 1


def words_of(element: Element) -> str:
    """The text of a string, its parts joined, without the reading aid (拼音) beside it."""
    runs = [each for each in element if tag_of(each) in ("t", "r")]
    return _unescaped("".join(part.text or "" for run in runs for part in run.iter() if tag_of(part) == "t"))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
