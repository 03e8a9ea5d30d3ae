"""Rows and sheets as a spreadsheet shows them; a cell whose content the spreadsheet itself changed says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_CELL = 4_000  # characters
MAX_COLUMNS = 16_384  # of Excel


class TableError(Exception):
    """The file as a whole can't be read; the text says why, and how to correct it."""


class Unclear(str):
    """A cell whose text may not be what a person typed; `why` says what happened and what to write instead."""

    __slots__ = ("why",)
    why: str


class DateCell(Unclear):
    """A cell that the spreadsheet keeps as a date: right in a column of times, a destroyed code elsewhere."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file; `number` is the row number that a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]
    hidden: bool = False


@dataclass(slots=True)
class Sheet:
    """One sheet with the rows that hold something; a text file is one sheet without a name."""

    name: str = ""
    hidden: bool = False
    rows: list[Row] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first and last row, first and last column


@dataclass(slots=True)
class Table:
    """The sheet that was chosen, with what the operator should know about the file."""

    rows: list[Row]
    sheet: str = ""
    notes: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def unclear(text: str, why: str, kind: type[Unclear] = Unclear) -> Unclear:
    cell = kind(text)
    cell.why = why
    return cell


def date_cell(text: str) -> DateCell:
    cell = DateCell(text)
    cell.why = f"表格软件把这一格存成了日期（{text}），已不是原来填的内容。请把这一列设为“文本”格式，再照原样重新填写"
    return cell


def no_value(formula: str) -> Unclear:
    return unclear(formula, "是公式，但文件中没有算好的结果。请在表格软件中打开、保存一次，或选择性粘贴为“数值”")


def formula_error(text: str) -> Unclear:
    return unclear(text, "公式出错，没有结果。请改正公式，或直接填写内容")


def number_text(value: float, shown_as: str = "") -> str:
    """A number as the digits that a person sees; `shown_as` is its format, as `000000` for leading zeros."""
    if not value.is_integer():
        return str(value)
    text = str(int(value))
    if abs(value) >= 1e15:
        return unclear(
            text, "是超过 15 位的数字，表格软件只保留前 15 位，后面的已变成 0。请把这一列设为“文本”格式再填写"
        )
    return text.zfill(len(shown_as)) if re.fullmatch("0+", shown_as) else text


def tidy(cell: str) -> str:
    """Without blanks around it, and with plain ones within; cut off past the longest cell."""
    text = cell.replace("\u3000", " ").replace("\xa0", " ").strip()[: MAX_CELL + 1]
    return unclear(text, cell.why, type(cell)) if isinstance(cell, Unclear) else text


def letter(place: int) -> str:
    """The letter of a column, counted from 0."""
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def listed(numbers: list[int]) -> str:
    """Row numbers in short: 3、5–9."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return "、".join(str(first) if first == last else f"{first}–{last}" for first, last in runs[:10]) + (
        " 等" if len(runs) > 10 else ""
    )
