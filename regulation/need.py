"""One thing that must or may be given with an act: its kind says how it is asked for, read and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from regulation.case import Case


class Kind(StrEnum):
    """What sort of value a need takes; each kind has one reader in the law and one field in every form."""

    TEXT = "text"  # a person's own words
    ANSWER = "answer"  # a department's own words that must say something definite (P6)
    MARK = "mark"  # a number or name: short
    NUMBER = "number"  # a whole number, 1 or more
    SCORE = "score"  # how satisfied: one of the rulebook's scores
    DATE = "date"  # a day, today or later
    LENGTH = "length"  # how long a limit is: working days in total, or its last day
    YES_NO = "yes_no"  # not given means no
    TICK = "tick"  # must be affirmed
    CHOICE = "choice"  # one entry of a list
    CHOICES = "choices"  # several entries of a list
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"
    PERSON = "person"  # a colleague in the department that holds the case
    CLOCK = "clock"  # a limit that has its verdict, by the history line that started it


Applies: TypeAlias = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Need:
    """Everything that a surface must know to ask for one thing; the builders below are one line each in the law."""

    field: str  # its key in what is given to `decide`
    label: str
    kind: Kind
    optional: bool = False  # the law reads on without it
    private: bool = False  # people's own words: to `Decision.texts`, never to `data`
    listing: str = ""  # the code list of the rulebook that offers the choices,
    words: tuple[str, ...] = ()  # or the law's own words that do
    if_no: str = ""  # what a no is answered, where only a yes lets the act go on
    asked_when: Applies | None = None  # asked for only where this holds, and there it can't be skipped
    typed_only: bool = False  # taken where it is typed along, never asked for
    files: bool = False  # files may come with it
    parts: tuple[Need, ...] = ()  # what the same answer gives besides
    part_of: str = ""  # the field whose answer gives it
    asked_as: str = ""  # the question's name, where that is not the field

    @property
    def question(self) -> str:
        """The name of the question that asks for it: drafts keep its answer under this name."""
        return self.asked_as or self.field

    @property
    def is_asked(self) -> bool:
        """Whether it has a question of its own."""
        return not self.typed_only and not self.part_of

    @property
    def takes_several(self) -> bool:
        return self.kind in (Kind.CHOICES, Kind.DEPARTMENTS)

    @property
    def may_be_skipped(self) -> bool:
        """Whether its question may stay without an answer; a yes or no, and a length, are answered where asked for."""
        return self.optional and self.asked_when is None and self.kind not in (Kind.YES_NO, Kind.LENGTH)


def text(
    field: str, label: str, *, optional: bool = False, asked_when: Applies | None = None, files: bool = False
) -> Need:
    return Need(field, label, Kind.TEXT, optional, private=True, asked_when=asked_when, files=files)


def remark(field: str, label: str) -> Need:
    """A person's own words, taken where they are typed along."""
    return Need(field, label, Kind.TEXT, optional=True, private=True, typed_only=True)


def answer(field: str, label: str, *, files: bool = False) -> Need:
    return Need(field, label, Kind.ANSWER, private=True, files=files)


def mark(
    field: str, label: str, *, optional: bool = False, private: bool = True, asked_when: Applies | None = None
) -> Need:
    """A number or name is part of the record only where nothing personal can be in it."""
    return Need(field, label, Kind.MARK, optional, private, asked_when=asked_when)


def choice(field: str, label: str, listing: str, *, optional: bool = False) -> Need:
    """One code of a list of the rulebook."""
    return Need(field, label, Kind.CHOICE, optional, listing=listing)


def choices(field: str, label: str, listing: str, *, optional: bool = False) -> Need:
    """Several codes of a list of the rulebook."""
    return Need(field, label, Kind.CHOICES, optional, listing=listing)


def one_of(field: str, label: str, members: type[StrEnum]) -> Need:
    """A word of the law itself."""
    return Need(field, label, Kind.CHOICE, words=tuple(member.value for member in members))


def day(field: str, label: str, *, optional: bool = False) -> Need:
    return Need(field, label, Kind.DATE, optional)


def number(field: str, label: str, *, optional: bool = False) -> Need:
    return Need(field, label, Kind.NUMBER, optional)


def score(field: str, label: str) -> Need:
    return Need(field, label, Kind.SCORE)


def tick(field: str, label: str, *, if_no: str = "") -> Need:
    return Need(field, label, Kind.TICK, if_no=if_no)


def flag(field: str, label: str, *, if_no: str = "", asked_when: Applies | None = None) -> Need:
    return Need(field, label, Kind.YES_NO, optional=True, if_no=if_no, asked_when=asked_when)


def department(field: str, label: str, *, optional: bool = False) -> Need:
    return Need(field, label, Kind.DEPARTMENT, optional)


def departments(field: str, label: str) -> Need:
    return Need(field, label, Kind.DEPARTMENTS)


def person(field: str, label: str) -> Need:
    return Need(field, label, Kind.PERSON)


def together(whole: Need, *parts: Need) -> tuple[Need, ...]:
    """Several things that one answer gives: the first is asked for and brings the others."""
    belonging = tuple(replace(part, part_of=whole.field) for part in parts)
    return (replace(whole, parts=belonging), *belonging)


def length(field: str, label: str, last_day: Need) -> tuple[Need, ...]:
    """The working days of a limit in total, or its last day: either will do."""
    return together(Need(field, label, Kind.LENGTH, optional=True), last_day)


def clock(field: str, label: str, *parts: Need, asked_as: str) -> tuple[Need, ...]:
    """A limit that has its verdict, with what it takes to name it."""
    return together(Need(field, label, Kind.CLOCK, asked_as=asked_as), *parts)
