"""Validation of rows of departments, people and catalogue entries; every fault with its sheet, cell and value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from importer.columns.field_values import Column, Known, stored_value
from importer.columns.forms import FORMS, titles
from importer.columns.headings import Heading, find_heading
from importer.columns.row_ends import is_end
from importer.columns.typed_cells import UNREADABLE
from importer.formats.rows import Row, Table, letter, listed
from importer.spellings import PLATFORMS
from store.characters import UNFIT, UNSEEN, folded

__all__ = ["FORMS", "Column", "Fault", "Known", "Reading", "Record", "check", "codes", "heading_of"]

_UNWRITABLE = re.compile(f"{UNFIT.pattern}|{UNSEEN.pattern}|[^\\S ]")

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault to correct; `column` is empty where it concerns the whole row, `row` is 0 where it concerns no row.

    `heading` is the column as the file calls it, `cell` as a spreadsheet names it; `value` is empty where it is
    personal data.
    """

    row: int
    column: str
    text: str
    heading: str = ""
    cell: str = ""
    value: str = ""
    sheet: str = ""

    def __str__(self) -> str:
        sheet = f"工作表“{self.sheet}”" if self.sheet and self.row else ""
        column = f" {self.heading or self.column} 列" if self.column else ""
        place = f"{sheet}第 {self.row} 行{column}：" if self.row else ""
        value = _UNWRITABLE.sub(lambda mark: f"<U+{ord(mark[0]):04X}>", self.value)[:60]
        shown = f"“{value}”" if value and self.value not in self.text else ""
        cell = f"（{self.cell}{shown}）" if self.cell else ""
        todo = "，请删去尖括号标出的字符" if self.text == UNREADABLE and value else ""
        return f"{place}{self.text}{cell}{todo}"


@dataclass(slots=True)
class Reading:
    """The result of reading a file: the valid rows, with their numbers, and the faults of the others.

    A record has every column of its form, those of `columns` as the file says, the others as they are for what is new.
    `doubled` has the numbers of the rows whose unique cell a later row repeats, `skipped` the readable part of rows
    with faults, so that who or what they name does not count as missing from the file. `notes` is what was left out.
    """

    records: list[tuple[int, Record]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    doubled: set[int] = field(default_factory=set)
    skipped: list[Record] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheet: str = ""
    places: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by column: its letter, and what it is called

    def placed(self, fault: Fault) -> Fault:
        """A fault found later, with its sheet, its cell and the column as the file calls it."""
        place, heading = self.places.get(fault.column, ("", ""))
        return replace(fault, sheet=self.sheet, heading=heading, cell=f"{place}{fault.row}" if place else "")


def heading_of(rows: list[Row], form: Mapping[str, Column]) -> Heading:
    """The heading of a table. Raises TableError where there is none that fits."""
    return find_heading(rows, titles(form), [name for name, column in form.items() if column.default is None])


def check(table: Iterable[Row], form: Mapping[str, Column], known: Known) -> Reading:
    """Validate every row. Raises TableError where the heading doesn't name the columns."""
    rows = list(table)
    heading = heading_of(rows, form)
    reading = Reading(columns=frozenset(heading.names) - {""})
    reading.places = {name: (letter(at), heading.texts[at]) for at, name in enumerate(heading.names) if name}
    if isinstance(table, Table):
        reading.sheet, reading.notes = table.sheet, [*table.notes]
    body = rows[rows.index(heading.rows[-1]) + 1 :]
    reading.notes += _left_out(heading, rows, body)
    seen = {name: dict[str, int]() for name, column in form.items() if column.unique}
    for row in _data(body, heading, form, reading):
        _check_row(row, heading, form, known, seen, reading)
    return reading


def _left_out(heading: Heading, rows: list[Row], body: list[Row]) -> Iterator[str]:
    above = [row.number for row in rows[: rows.index(heading.rows[0])]]
    if above:
        yield f"第 {listed(above)} 行在列名之前，作为标题略过"
    if heading.left_out:
        yield f"不导入的列：{'、'.join(heading.left_out)}"
    if not body:
        yield "列名之下没有内容"


def _data(body: list[Row], heading: Heading, form: Mapping[str, Column], reading: Reading) -> Iterator[Row]:
    """The rows without totals, signatures and repeated headings, which are named in the notes."""
    needed = [place for place, name in enumerate(heading.names) if name and form[name].default is None]
    again, ends = list[int](), list[int]()
    texts = [folded(text) for text in heading.texts]
    for row in body:
        if [folded(cell) for cell in row.cells[: len(texts)]] == texts:
            again.append(row.number)
        elif is_end(row, needed):
            ends.append(row.number)
        else:
            yield row
    reading.notes += [f"第 {listed(again)} 行重复列名，略过"] if again else []
    reading.notes += [f"第 {listed(ends)} 行是合计、说明或签名，略过"] if ends else []


def _check_row(
    row: Row, heading: Heading, form: Mapping[str, Column], known: Known, seen: Mapping[str, dict[str, int]],
    reading: Reading,
) -> None:  # fmt: skip
    record: dict[str, str] = {}
    found = list(_filled(row, heading, form, known, record))
    faults = [*_surplus(row, heading), *found, *_closed(row, record, known)]
    faults += _twice(row.number, record, seen, reading.doubled)
    reading.faults.extend(_placed(fault, row, heading, reading.sheet) for fault in faults)
    if faults:
        reading.skipped.append(record)
    else:
        reading.records.append((row.number, record))


def _closed(row: Row, record: Record, known: Known) -> Iterator[Fault]:
    """Nobody in service and no data in use is of a department that is no longer there."""
    code = record.get("department", "")
    if code in known.closed and record.get("active", "yes") == "yes":
        yield Fault(row.number, "department", f"部门 {code} 已停用{known.closed[code]}")


def _placed(fault: Fault, row: Row, heading: Heading, sheet: str) -> Fault:
    """The fault with the cell's name and what stands there; a telephone number is not repeated."""
    if fault.column not in heading.names:
        return replace(fault, sheet=sheet)
    place = heading.names.index(fault.column)
    value = row.cells[place] if place < len(row.cells) and fault.column != "mobile" else ""
    cell = f"{letter(place)}{row.number}"
    return replace(fault, sheet=sheet, heading=heading.texts[place], cell=cell, value=str(value))


def codes(table: Iterable[Row]) -> set[str]:
    """The codes in the file itself, in lower case: its rows may refer to each other."""
    words = {folded(word) for word in ("code", *FORMS["catalogue"]["code"].titles.split())}
    place: int | None = None
    found = set[str]()
    for row in table:
        if place is None:
            place = next((at for at, cell in enumerate(row.cells) if folded(cell) in words), None)
        elif place < len(row.cells):
            found |= {row.cells[place].lower(), folded(row.cells[place])}
    return found


def _surplus(row: Row, heading: Heading) -> Iterator[Fault]:
    """Something stands in a column without a name."""
    for place, cell in enumerate(row.cells):
        bare = place >= len(heading.texts) or not heading.texts[place]
        if cell and bare and not (place == 0 and cell.isdigit()):  # a first column without a name counts the rows
            where = f"{letter(place)}{row.number} 单元格"
            wrong = f"比列名多，应为 {len(heading.texts)} 列：{where}没有列名；内容中有逗号的请加引号"
            yield Fault(row.number, "", wrong)
            return


def _filled(
    row: Row, heading: Heading, form: Mapping[str, Column], known: Known, record: dict[str, str]
) -> Iterator[Fault]:
    cells = {name: cell for name, cell in zip(heading.names, row.cells, strict=False) if name}
    for name, column in form.items():
        try:
            record[name] = stored_value(cells.get(name, ""), column, known)
        except ValueError as fault:
            yield Fault(row.number, name, str(fault))


def _twice(number: int, record: Record, seen: Mapping[str, dict[str, int]], doubled: set[int]) -> Iterator[Fault]:
    for name, numbers in seen.items():
        value = folded(record.get(name, ""))
        first = numbers.setdefault(value, number) if value else number
        if first != number:
            doubled.add(first)
            one = "。一个人写一行、属一个部门，请只留一行" if name in PLATFORMS else ""
            yield Fault(number, name, f"与第 {first} 行重复{one}")
