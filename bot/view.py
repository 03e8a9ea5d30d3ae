"""What one viewer may see of one ticket: the only input of ticket cards (M4, M9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from bot.language import date_text
from bot.language.text import quoted
from bot.ports import Button, Field
from regulation.shanghai import DAY_END
from regulation.states import Action, ClockKind, Outcome, Result, Role, State, Track

SPECIAL_AGAIN = "再次申请特例"
JOINTLY = "协同办理中"
LISTED = frozenset({"items", "ground", "clause", "cause", "again"})  # labels in the rulebook's words, or a number


class Scope(StrEnum):
    """How much of a ticket a viewer's part in it makes visible."""

    OWN = "提出方"  # their own texts, in full
    CENTRE = "中心"  # everything a decision needs; the phone number is masked
    DEPARTMENT = "部门"  # records and reasons, the proposer's name and department; the phone number is masked
    COUNTS = "督办"  # number, stage, holder and dates: no names of proposers, no values of records


@dataclass(frozen=True, slots=True)
class Limit:
    """One running limit as shown; `left` counts working days, negative once overdue."""

    kind: ClockKind
    clause: str
    due_on: date
    provisional: bool
    total_days: int
    left: int
    overdue: bool
    own_rule: bool = False  # 本系统约定: no clause sets it
    continued: bool = False  # it goes on with what was left of one that ran before
    close: time = DAY_END  # the close of business that ends the due day
    held: bool = False  # it has passed, its extension awaits a decision: not overdue until then (own rule)

    @property
    def name(self) -> str:
        """部门答复（续）, 提出方配合（本系统约定）."""
        return f"{self.kind}{'（续）' if self.continued else ''}{'（本系统约定）' if self.own_rule else ''}"

    @property
    def due_text(self) -> str:
        """`2026-10-15 周四，剩2个工作日`."""
        return f"{self.day_text}，{self.left_text}"

    @property
    def day_text(self) -> str:
        return date_text.ends(self.due_on, self.close, self.provisional)

    @property
    def left_text(self) -> str:
        return date_text.left(self.left, self.overdue, self.held)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history, without free text."""

    seq: int
    action: Action
    at: datetime
    by: str  # 〈姓名〉, or 〈姓名〉代〈姓名〉, or 系统
    post: str = ""  # their unit and roles at that time


@dataclass(frozen=True, slots=True)
class Instruction:
    """批示: what a leader wrote with 催办; `pending` until the case has moved since."""

    seq: int
    at: datetime
    by: str  # unit and name
    text: str
    pending: bool

    @property
    def shown(self) -> str:
        return f"批示（{self.by}）：{quoted(self.text)}"


@dataclass(frozen=True, slots=True)
class Replaced:
    """What a correction replaces: when it was sent, and the text, quoted."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Face:
    """The layout shared by all cards of one view."""

    title: str
    about: str
    lines: tuple[str, ...]
    fields: tuple[Field, ...]
    buttons: tuple[Button, ...]
    more: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A ticket as one viewer may see it. An empty string means absent, or not visible to this viewer."""

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
    pending: str  # what awaits an approval beside joint handling, in words
    joint: str
    related: tuple[str, ...]
    channel: str
    evaluated: bool
    to_tell: str = ""  # the act whose notice has not reached the proposer yet
    on_behalf: bool = False  # recorded for a proposer without an account: nothing can be sent to them
    ex_officio: bool = False  # the proposer withdrew after a finding of fault
    flag_unconfirmed: bool = False  # 修正未经确认: the flag stays until a second operator has checked
    indefinite: str = ""  # 答复不明确: the mark on the reply that the case rests on, never the proposer's to read
    asked_to_cooperate: bool = False
    cooperations: int = 0  # of this round: the next one starts no limit anew
    proposer: str = ""
    proposer_department: str = ""
    phone: str = ""  # masked
    texts: Mapping[str, str] = field(default_factory=dict)  # the newest free text by field name
    instructions: tuple[Instruction, ...] = ()  # of leaders, oldest first; never the proposer's to read
    papers: int = 0  # attachments of the explanation of a special case
    proposal: str = ""  # the department proposed as owner of the data
    proposal_code: str = ""
    proposal_basis: str = ""  # the source of that proposal
    last: Step | None = None
    undo_days: int = 0  # working days in which the centre may undo a withdrawal; 0: it can't be undone
    replaced: Replaced | None = None  # where the last step corrects what was sent
    root: str = ""  # number of the first ticket of the same fault, where this one is linked to it
    tied: tuple[str, ...] = ()  # numbers of the tickets linked to this one
    same: tuple[str, ...] = ()  # open tickets on the same record that are not linked
    special: str = ""  # the special case that the record is registered as
    akin: tuple[str, ...] = ()  # open tickets on the same subject: another field of the record, or other data
    faces: dict[datetime, Face] = field(default_factory=dict, init=False, repr=False, compare=False)  # cached layout

    def quoted_text(self, key: str) -> str:
        """A text as shown on a card: what somebody wrote is quoted."""
        return self.texts[key] if key.rpartition(":")[2] in LISTED else quoted(self.texts[key])

    @property
    def whose(self) -> str:
        """The proposer's name and department, as recorded."""
        return quoted(f"{self.proposer} {self.proposer_department}".strip())
