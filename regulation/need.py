"""A need: one input that must or may be given with an act; its kind decides how it is asked for, parsed and shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias

from regulation.case import Case


class Kind(StrEnum):
    """The type of a need's value; each kind has one parser in the law and one field in every form."""

    TEXT = "text"  # free text
    ANSWER = "answer"  # a department's free text that must give a definite result (P6)
    MARK = "mark"  # a number or name: short
    NUMBER = "number"  # an integer of at least 1
    SCORE = "score"  # satisfaction: one of the rulebook's scores
    DATE = "date"  # a date, today or later
    PAST_DATE = "past_date"  # a date, today or earlier: something that is entered later (补记)
    LENGTH = "length"  # the length of a limit: total working days, or its last day
    YES_NO = "yes_no"  # absent means no
    TICK = "tick"  # must be affirmed
    CHOICE = "choice"  # one entry of a list
    CHOICES = "choices"  # several entries of a list
    DEPARTMENT = "department"
    DEPARTMENTS = "departments"
    PERSON = "person"  # a colleague in the department that holds the case
    CLOCK = "clock"  # a limit with a frozen verdict, by the history line that started it


class Content(StrEnum):
    """What a text must hold, from the second edition of the own rules on; see `regulation.required_content`."""

    ANY = "any"
    REPLY = "reply"  # a finding (P6): asked for again once, then taken and marked 答复不明确
    ASKED = "asked"  # asked for again once: a proposer's own words bind nobody to more
    DONE = "done"  # what was or must be done: never taken without content
    REASON = "reason"  # of a refusal, return or ruling (M10): never taken without content, four characters at least
    BATCH = "batch"  # a batch or a time (P8)


Applies: TypeAlias = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Need:
    """All that is needed to ask for one input in any user interface; the builders below define one per line."""

    field: str  # its key in the inputs of `decide`
    label: str
    kind: Kind
    optional: bool = False  # optional
    private: bool = False  # free text: stored in `Decision.texts`, never in `data`
    listing: str = ""  # the rulebook's code list with the options,
    words: tuple[str, ...] = ()  # or fixed options of the law
    if_no: str = ""  # the refusal of a no, where only a yes lets the act proceed
    asked_when: Applies | None = None  # asked for only under this condition, and required then
    typed_only: bool = False  # accepted as an inline argument, never asked for
    files: bool = False  # may have attachments
    parts: tuple[Need, ...] = ()  # fields that the same answer fills as well
    part_of: str = ""  # the field whose answer fills this one
    asked_as: str = ""  # the question's name, where it differs from the field
    content: Content = Content.ANY
    asked_with: str = ""  # asked for where this other field was answered
    since: int = 1  # the first edition of the own rules that asks for it

    @property
    def question(self) -> str:
        """The question's name, under which drafts store its answer."""
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
        """Whether its question may stay unanswered; a yes or no, and a length, must be answered where asked for."""
        conditional = self.asked_when is not None or bool(self.asked_with)
        return self.optional and not conditional and self.kind not in (Kind.YES_NO, Kind.LENGTH)


def text(
    field: str,
    label: str,
    *,
    optional: bool = False,
    asked_when: Applies | None = None,
    files: bool = False,
    content: Content = Content.ANY,
) -> Need:
    return Need(field, label, Kind.TEXT, optional, private=True, asked_when=asked_when, files=files, content=content)


def details(field: str, label: str, of: str) -> Need:
    """Free text that says for each chosen entry of another field what it is about; asked from edition 2 on."""
    return Need(field, label, Kind.TEXT, optional=True, private=True, asked_with=of, since=2)


def remark(field: str, label: str) -> Need:
    """Free text, accepted as an inline argument only."""
    return Need(field, label, Kind.TEXT, optional=True, private=True, typed_only=True)


def answer(field: str, label: str, *, files: bool = False, content: Content = Content.REPLY) -> Need:
    return Need(field, label, Kind.ANSWER, private=True, files=files, content=content)


def mark(
    field: str, label: str, *, optional: bool = False, private: bool = True, asked_when: Applies | None = None,
    content: Content = Content.ANY,
) -> Need:  # fmt: skip
    """A number or name; in the record only where it can hold nothing personal."""
    return Need(field, label, Kind.MARK, optional, private, asked_when=asked_when, content=content)


def choice(field: str, label: str, listing: str, *, optional: bool = False) -> Need:
    """One code of a rulebook list."""
    return Need(field, label, Kind.CHOICE, optional, listing=listing)


def choices(field: str, label: str, listing: str, *, optional: bool = False) -> Need:
    """Several codes of a rulebook list."""
    return Need(field, label, Kind.CHOICES, optional, listing=listing)


def one_of(field: str, label: str, members: type[StrEnum]) -> Need:
    """One of the law's own fixed options."""
    return Need(field, label, Kind.CHOICE, words=tuple(member.value for member in members))


def day(field: str, label: str, *, optional: bool = False) -> Need:
    return Need(field, label, Kind.DATE, optional)


def past_day(field: str, label: str) -> Need:
    """The day of something that is entered later (补记); accepted as an inline argument only, today where absent."""
    return Need(field, label, Kind.PAST_DATE, optional=True, typed_only=True)


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
    """Several needs filled by one answer: the first is asked for and fills the others."""
    belonging = tuple(replace(part, part_of=whole.field) for part in parts)
    return (replace(whole, parts=belonging), *belonging)


def of_proposer(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """The same inputs given by a proposer, whose reason is asked for again once but never required of them."""
    return tuple(replace(n, content=Content.ASKED) if n.content is Content.REASON else n for n in needs)


def length(field: str, label: str, last_day: Need) -> tuple[Need, ...]:
    """The length of a limit in total working days, or its last day: one of the two is enough."""
    return together(Need(field, label, Kind.LENGTH, optional=True), last_day)


def clock(field: str, label: str, *parts: Need, asked_as: str) -> tuple[Need, ...]:
    """A limit with a frozen verdict, and the fields that identify it."""
    return together(Need(field, label, Kind.CLOCK, asked_as=asked_as), *parts)
