"""The regulation as data: limits, caps, grounds and sentences; another district brings its own, without code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from re import Pattern

from regulation.states import Action, ClockKind, Outcome, Party, Role


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: where it stands in the text, and its sentence word for word."""

    id: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in working days and the total it may be extended to; `reasons` are its own list of grounds."""

    kind: ClockKind
    days: int
    cap: int
    clause: str
    starts: str
    reasons: Mapping[str, str]
    own_rule: bool  # the text is silent: this system's convention, for the office to change
    begins: Mapping[str, str]  # by the name of the act that starts it, what really happened
    own_begins: frozenset[str]  # those of them with which no clause lets it start

    def begun_by(self, action: Action | None) -> str:
        """The event that started it, named by its act; `starts` where the rulebook does not tell them apart."""
        if action is None or not self.begins:
            return self.starts
        return self.begins.get(action.name, f"办理“{action}”")

    def begins_by_own_rule(self, action: Action | None) -> bool:
        """Whether no clause lets it start with this act; one that the rulebook does not name is none of a clause's."""
        if action is None or not self.begins:
            return False
        return action.name in self.own_begins or action.name not in self.begins


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground for declining; every tick must be affirmed, and a rule named where `names_rule` says so."""

    code: str
    text: str
    clause: str
    ticks: Mapping[str, str]
    names_rule: bool
    after_supplement: bool  # holds only where a supplement was asked for and is still missing (P3)

    @property
    def wants(self) -> tuple[str, ...]:
        """The fields of what must be given with this ground beside the reason."""
        return (*self.ticks, *(("rule",) if self.names_rule else ()))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Which texts hold no finding (own rule to P6 and M10); see `regulation.indefinite_text`."""

    minimum: int  # characters without punctuation
    definite: Pattern[str]  # a finding, however short
    going_on: Pattern[str]  # a clause that matches only says that work is going on, or asks
    no_result: Pattern[str]  # one that says that it was done, but not what was found or changed
    hollow: Pattern[str]  # what is taken away from a reply's clause; two Chinese characters must remain
    blank: Pattern[str]  # the same for the reason of a refusal or ruling
    unmended: Pattern[str]  # a proposer's word that nothing has changed
    unnamed: Pattern[str]  # what is taken away from the text about one item of a supplement
    batch: Pattern[str]  # what a batch or a time looks like,
    no_batch: Pattern[str]  # and what says that there is none


@dataclass(frozen=True, slots=True)
class Policy:
    """What the text leaves open, settled by the district."""

    returns_before_ruling: int
    joint_lateness: str  # "lead" or "related": to whom days past a related department's inner limit are charged
    joint_lead_days: int  # working days by which a related department's part ends before the lead's limit
    answer_minimum: int  # characters that must remain once the empty phrases are taken away
    text_maximum: int
    non_answers: Sequence[str]
    phrases: Phrases | None  # from the second edition of the own rules on
    longest_extension: int  # working days in total that even an approval can't exceed
    scores: tuple[int, int]
    withdrawal_undo_days: int  # working days in which the centre may undo a withdrawal
    telling_attempts: int  # working days with an attempt each, before nobody can be told
    return_days: int  # working days after a reply or feedback in which the centre may return it
    rounds_before_end: int  # rejected rounds after which the supervising office may end a case
    special_lapses_before_end: int  # unanswered special cases after which the centre may end a case


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One district's regulation as of its effective day; never edited once a case was filed under it."""

    id: str
    title: str
    number: str
    issuer: str
    effective: date
    edition: int  # of the own rules; rows of the table may belong to some editions only
    close: time  # midnight: an act on the due day is in time until the day ends
    limits: Mapping[ClockKind, Limit]
    clauses: Mapping[str, Clause]
    decline_grounds: Mapping[str, Ground]
    lists: Mapping[str, Mapping[str, str]]  # code lists, code to Chinese text: kinds (M3), …
    roles: Mapping[Role, str]
    parties: Mapping[Party, str]
    outcomes: Mapping[Outcome, str]
    own_rules: Sequence[str]
    policy: Policy

    def clause(self, id: str) -> Clause:
        """The clause by its id (`P3`); raises KeyError for one this rulebook does not quote."""
        return self.clauses[id]


class Rulebooks:
    """Every rulebook known; the filing day decides which one a case keeps."""

    def __init__(self, books: Sequence[Rulebook]) -> None:
        self._by_id = {book.id: book for book in books}
        self._dated = sorted(books, key=lambda book: book.effective)
        if not books or len(self._by_id) != len(books):
            raise ValueError("rulebooks: at least one is needed, each with its own id")

    def on(self, day: date) -> Rulebook:
        """The newest one in force on a filing day; raises LookupError before the first."""
        for book in reversed(self._dated):
            if book.effective <= day:
                return book
        raise LookupError(f"rulebooks: none is in force on {day}; the first is {self._dated[0].id}")

    @property
    def first_day(self) -> date:
        """Before this day no rulebook is in force."""
        return self._dated[0].effective

    def in_effect_from(self, days: Mapping[str, date]) -> Rulebooks:
        """The same rulebooks, each from its day here."""
        return Rulebooks([replace(book, effective=days.get(book.id, book.effective)) for book in self])

    def get(self, id: str) -> Rulebook:
        """The one a case was filed under; raises LookupError naming the file that is missing."""
        if id not in self._by_id:
            raise LookupError(f"rulebooks: {id!r} is not loaded; put {id}.toml back, its cases depend on it")
        return self._by_id[id]

    def __iter__(self) -> Iterator[Rulebook]:
        return iter(self._dated)
