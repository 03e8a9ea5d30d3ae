"""Validation of rows of departments, people and catalogue entries; every fault with its row and column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from importer.spellings import ACTIVE, DEPARTMENT_KINDS, ENTRY_KINDS, OBJECTION_KINDS, ORIGINS, PLATFORMS, ROLES, kept
from importer.table_files import MAX_CELL, Row, TableError
from store.characters import SELECTORS, UNFIT, UNSEEN

CODE = re.compile(r"\w[\w.:/()-]{0,63}")
USER = re.compile(r"[\w.@-]{1,64}")
_BREAK = re.compile(r"[^\S ]")  # white space other than the space character
_HIDDEN = re.compile(f"(?![{SELECTORS}]){UNSEEN.pattern}")  # variation selectors belong to their character
_UNREADABLE = "含有换行或看不见的字符"
MOBILE = re.compile(r"\+?\d[\d -]{5,18}\d")

Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault to correct; `column` is empty where it concerns the whole row, `row` is 0 where it concerns no row."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        place = f"第 {self.row} 行{f' {self.column} 列' if self.column else ''}：" if self.row else ""
        return f"{place}{self.text}"


@dataclass(frozen=True, slots=True)
class Known:
    """Reference targets: departments, from a code or a name to the code, and lower-case codes of entries."""

    departments: Mapping[str, str] = field(default_factory=dict)
    entries: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Column:
    """`keep` converts the cell's text to the stored value, or raises ValueError with the fault."""

    keep: Callable[[str, Known], str]
    default: str | None = ""  # for an empty cell; None where it must not be empty
    unique: bool = False


@dataclass(slots=True)
class Reading:
    """The result of reading a file: the valid rows, with their numbers, and the faults of the others.

    A record has every column of its form, those of `columns` as the file says, the others as they are for what is new.
    `doubled` has the numbers of the rows whose unique cell a later row repeats, `skipped` the readable part of rows
    with faults, so that who or what they name does not count as missing from the file.
    """

    records: list[tuple[int, Record]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    columns: frozenset[str] = frozenset()
    doubled: set[int] = field(default_factory=set)
    skipped: list[Record] = field(default_factory=list)


def _words(value: str, _known: Known) -> str:
    return value


def _name(value: str, _known: Known) -> str:
    """Any letter, also of a Unicode version newer than this interpreter's; no invisible characters."""
    if _HIDDEN.search(value):
        raise ValueError(_UNREADABLE)
    return value


def _code(value: str, _known: Known) -> str:
    if not CODE.fullmatch(value):
        raise ValueError(f"「{value[:40]}」不是编号：不能有空格和其他符号，最长 64 个字符")
    return value


def _user(value: str, _known: Known) -> str:
    value = unicodedata.normalize(
        "NFKC", value
    )  # a Chinese input method types ｌｉ．ｎａ, which no platform has as an id
    if not USER.fullmatch(value):
        raise ValueError(f"「{value[:40]}」不是平台帐号")
    return value


def _mobile(value: str, _known: Known) -> str:
    if not MOBILE.fullmatch(value):
        raise ValueError("不像电话号码")  # the number itself is personal data and not shown on a terminal
    return value


def _word(spellings: Mapping[str, tuple[str, ...]]) -> Callable[[str, Known], str]:
    return lambda value, _known: kept(value, spellings)


def _roles(value: str, _known: Known) -> str:
    return " ".join(dict.fromkeys(kept(word, ROLES) for word in re.split(r"[\s,;、，；]+", value) if word))


def _department(value: str, known: Known) -> str:
    code = known.departments.get(value) or known.departments.get(value.lower())
    if code is None:
        raise ValueError(f"没有部门「{value[:40]}」，请先导入部门，或改正编号")
    return code


def _moment(value: str, _known: Known) -> str:
    try:
        return datetime.fromisoformat(value.replace("/", "-")).isoformat()
    except ValueError:
        raise ValueError(f"「{value[:40]}」不是时间，请写成 2026-09-17 09:30") from None


def _entry(value: str, known: Known) -> str:
    if value.lower() not in known.entries:
        raise ValueError(f"目录中没有「{value[:40]}」，未列入目录的请写在 source 列")
    return value


def _sources(value: str, known: Known) -> str:
    """Fusion data has entries as its sources; some districts name the departments these come from instead."""
    codes = value.split()
    unknown = next(
        (code for code in codes if code.lower() not in known.entries and code.lower() not in known.departments), None
    )
    if unknown is not None:
        raise ValueError(f"目录和部门中都没有「{unknown[:40]}」")
    return " ".join(codes)


FORMS: Mapping[str, Mapping[str, Column]] = {
    "departments": {
        "code": Column(_code, None, unique=True),
        "name": Column(_name, None, unique=True),
        "kind": Column(_word(DEPARTMENT_KINDS), "responsible"),
        "lead_office": Column(_name),
    },
    "people": {
        "name": Column(_name, None),
        "department": Column(_department, None),
        "roles": Column(_roles, "proposer"),
        "mobile": Column(_mobile),
        **{platform: Column(_user, unique=True) for platform in PLATFORMS},
        "active": Column(_word(ACTIVE), "yes"),
    },
    "catalogue": {
        "code": Column(_code, None, unique=True),
        "name": Column(_name, None),
        "department": Column(_department, None),
        "origin": Column(_word(ORIGINS), "district"),
        "kind": Column(_word(ENTRY_KINDS), "source"),
        "sources": Column(_sources),
        "active": Column(_word(ACTIVE), "yes"),
    },
    "city-orders": {
        "order": Column(_code, None, unique=True),
        "received": Column(_moment, None),
        "entry": Column(_entry),
        "source": Column(_words),
        "kind": Column(_word(OBJECTION_KINDS), None),
        "records": Column(_words, None),
        "doubt": Column(_words, None),
        "department": Column(_department),
    },
}


def check(rows: Iterable[Row], form: Mapping[str, Column], known: Known) -> Reading:
    """Validate every row. Raises TableError where the heading doesn't name the columns."""
    rows = iter(rows)
    names = _heading(next(rows, None), form)
    reading = Reading(columns=frozenset(names))
    seen = {name: dict[str, int]() for name, column in form.items() if column.unique}
    for row in rows:
        record: dict[str, str] = {}
        twice = _twice(row.number, record, seen, reading.doubled)
        faults = [*_surplus(row, names), *_filled(row, names, form, known, record), *twice]
        reading.faults.extend(faults)
        if faults:
            reading.skipped.append(record)
        else:
            reading.records.append((row.number, record))
    return reading


def codes(rows: Iterable[Row]) -> set[str]:
    """The codes in the file itself, in lower case: its rows may refer to each other."""
    rows = iter(rows)
    heading = [cell.lower() for cell in next(rows, Row(0, ())).cells]
    place = heading.index("code") if "code" in heading else len(heading)
    return {row.cells[place].lower() for row in rows if place < len(row.cells)}


def _heading(row: Row | None, form: Mapping[str, Column]) -> list[str]:
    wanted = ",".join(form)
    if row is None:
        raise TableError(f"文件是空的。第一行应为列名：{wanted}")
    names = [cell.lower() for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    missing = [name for name, column in form.items() if column.default is None and name not in names]
    unknown = [name for name in names if name not in form or names.count(name) > 1]
    if missing or unknown:
        found = f"缺少 {' '.join(missing)}" if missing else f"不认识或重复：{' '.join(unknown)[:120]}"
        raise TableError(f"第 {row.number} 行的列名不对（{found}）。应为：{wanted}")
    return names


def _surplus(row: Row, names: list[str]) -> Iterator[Fault]:
    if any(row.cells[len(names) :]):
        yield Fault(row.number, "", f"比列名多，应为 {len(names)} 列；内容中有逗号的请加引号")


def _filled(
    row: Row, names: list[str], form: Mapping[str, Column], known: Known, record: dict[str, str]
) -> Iterator[Fault]:
    cells = dict(zip(names, row.cells, strict=False))
    for name, column in form.items():
        try:
            record[name] = _kept(cells.get(name, ""), column, known)
        except ValueError as fault:
            yield Fault(row.number, name, str(fault))


def _kept(value: str, column: Column, known: Known) -> str:
    if not value:
        if column.default is None:
            raise ValueError("不能为空")
        return column.default
    if len(value) > MAX_CELL:
        raise ValueError(f"超过 {MAX_CELL} 个字")
    if UNFIT.search(value) or _BREAK.search(value):
        raise ValueError(_UNREADABLE)
    return column.keep(value, known)


def _twice(number: int, record: Record, seen: Mapping[str, dict[str, int]], doubled: set[int]) -> Iterator[Fault]:
    for name, numbers in seen.items():
        value = record.get(name, "").lower()
        first = numbers.setdefault(value, number) if value else number
        if first != number:
            doubled.add(first)
            yield Fault(number, name, f"与第 {first} 行重复")
