"""What must be given with an act, and what is refused as no answer, is said here once for chat, cards and record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from regulation import need_parsers
from regulation.law import Law
from regulation.need_parsers import Asked, options
from regulation.refusals import Incomplete

__all__ = ["Need", "options", "read"]

Reader: TypeAlias = Callable[[Asked, Any], Any]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to be given: its key, what it is called in Chinese, and how it is read.

    `private` marks what people write in their own words: it goes to `Decision.texts`, never to `data`.
    `listing` names the rulebook's code list that offers the choices.
    """

    field: str
    label: str
    read: Reader
    optional: bool = False
    private: bool = False
    listing: str = ""


def text(field: str, label: str, *, optional: bool = False) -> Need:
    """A person's own words."""
    return Need(field, label, need_parsers.as_text, optional, private=True)


def answer(field: str, label: str) -> Need:
    """A department's own words that must say something definite (P6)."""
    return Need(field, label, need_parsers.as_answer, private=True)


def mark(field: str, label: str, *, optional: bool = False, private: bool = True) -> Need:
    """A number or name: short; part of the record only where nothing personal can be in it."""
    return Need(field, label, need_parsers.as_mark, optional, private)


def code(field: str, label: str, listing: str, *, optional: bool = False) -> Need:
    """One code of a list of the rulebook."""
    return Need(field, label, need_parsers.as_code, optional, listing=listing)


def codes(field: str, label: str, listing: str, *, optional: bool = False) -> Need:
    """Several codes of a list of the rulebook."""
    return Need(field, label, need_parsers.as_codes, optional, listing=listing)


def one_of(field: str, label: str, members: type[StrEnum]) -> Need:
    """A word of the law itself."""
    return Need(field, label, need_parsers.as_word(members))


def day(field: str, label: str, *, optional: bool = False) -> Need:
    """A day, today or later: a date or its ISO form."""
    return Need(field, label, need_parsers.as_day, optional)


def number(field: str, label: str, *, optional: bool = False) -> Need:
    """A whole number, 1 or more."""
    return Need(field, label, need_parsers.as_number, optional)


def numbers(field: str, label: str) -> Need:
    """Whole numbers, each once."""
    return Need(field, label, need_parsers.as_numbers)


def tick(field: str, label: str) -> Need:
    """Something that must be affirmed."""
    return Need(field, label, need_parsers.as_tick)


def flag(field: str, label: str) -> Need:
    """Yes or no; not given means no."""
    return Need(field, label, need_parsers.as_flag, optional=True)


def read(needs: Sequence[Need], given: Mapping[str, object], law: Law, today: date) -> dict[str, Any]:
    """The values of what was given, by key; raises Incomplete or BadValue for the first that won't do."""
    values = {}
    for need in needs:
        raw = given.get(need.field)
        if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not raw.strip()):
            if need.optional:
                continue
            raise Incomplete(f"请补充：{need.label}。", field=need.field)
        values[need.field] = need.read(Asked(need, law, today), raw)
    return values
