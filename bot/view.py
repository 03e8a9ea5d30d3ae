"""What one viewer may see of one ticket: the only input of ticket cards (M4, M9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.language import date_text
from bot.language.text import quoted
from bot.ports import Button, Field
from regulation.states import Action, ClockKind, Outcome, Result, Role, State, Track

LISTED = frozenset({"items", "ground", "cause", "again"})  # texts in the rulebook's own words, or a number


class Scope(StrEnum):
    """How much of a ticket somebody's part in it opens."""

    OWN = "提出方"  # their own words, in full
    CENTRE = "中心"  # everything a decision needs; the phone is masked
    DEPARTMENT = "部门"  # records and reasons, proposer's name and department; the phone is masked
    COUNTS = "督办"  # number, stage, holder and dates: no names of proposers, no values of records


@dataclass(frozen=True, slots=True)
class Limit:
    """One running limit as a reader sees it; `left` counts working days, negative once it has passed."""

    kind: ClockKind
    clause: str
    due_on: date
    provisional: bool
    total_days: int
    left: int
    overdue: bool

    @property
    def due_text(self) -> str:
        """`2026-10-15 周四，剩2个工作日`."""
        return f"{date_text.day(self.due_on, self.provisional)}，{date_text.left(self.left, self.overdue)}"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, without free text."""

    seq: int
    action: Action
    at: datetime
    by: str  # 〈姓名〉, or 〈姓名〉代〈姓名〉, or 系统


@dataclass(frozen=True, slots=True)
class Face:
    """What every card of one view has, whatever it is sent for."""

    title: str
    about: str
    lines: tuple[str, ...]
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    more: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A ticket through one viewer's eyes. An empty string means: not there, or not for these eyes."""

    number: str
    generation: int
    scope: Scope
    roles: frozenset[Role]
    can: tuple[Action, ...]  # what this viewer may do now
    title: str
    kind: str
    state: State
    track: Track
    outcome: Outcome | None
    result: Result | None
    round: int
    holder: str  # who must act now, by name of department or person
    party: str
    department: str
    handler: str
    filed_at: datetime
    limit: Limit | None
    promised_on: date | None
    flagged: bool
    pending: str  # an extension beyond the cap that awaits the centre, in words
    joint: str
    related: tuple[str, ...]
    channel: str
    evaluated: bool
    proposer: str = ""
    proposer_department: str = ""
    phone: str = ""  # masked
    texts: Mapping[str, str] = field(default_factory=dict)  # free texts by field name, the newest of each
    papers: int = 0  # files that came with the explanation of a special case
    proposal: str = ""  # the department that the data is said to belong to
    proposal_code: str = ""
    proposal_basis: str = ""  # who says so
    last: Step | None = None
    root: str = ""  # number of the first ticket of the same fault
    tied: tuple[str, ...] = ()  # numbers of those that are tied to this one
    same: tuple[str, ...] = ()  # open ones on the same record that are not tied
    special: str = ""  # the special case that the record is registered as
    faces: dict[datetime, Face] = field(default_factory=dict, init=False, repr=False, compare=False)  # laid out once

    def said(self, key: str) -> str:
        """One of the texts as it stands in a card: what somebody wrote is quoted."""
        return self.texts[key] if key.rpartition(":")[2] in LISTED else quoted(self.texts[key])

    @property
    def whose(self) -> str:
        """The proposer with the department, as they were written down."""
        return quoted(f"{self.proposer} {self.proposer_department}".strip())
