"""What the law must know of a case: facts, satisfied by the stored row as it is (architecture habit 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, TypeAlias

from regulation.states import ClockKind, Outcome, Party, Result, Role, State, Track, Verdict

Joint: TypeAlias = Literal["", "requested", "approved"]  # the joint handling of fusion data (M12)
Pending: TypeAlias = Literal["", "平台修复", "部门修正"]  # the kind of clock whose extension awaits approval (P4, P7)


class Clock(Protocol):
    """One statutory limit of one case: start event, length, due day, and the verdict once it has stopped."""

    kind: ClockKind
    clause: str
    round: int
    party: Party
    department_id: int | None  # set where a department is charged
    started_at: datetime
    start_seq: int  # the history line that started it
    limit_days: int  # the ordinary limit
    cap_days: int  # the soft cap it may be extended to; equal to limit_days where none exists
    total_days: int  # what counts now: the limit, or the extension that replaced it
    due_on: date
    provisional: bool  # 暂定: the day lies beyond the last published holiday notice
    missed: bool  # the limit had passed before it was extended: nothing heals it
    stopped_at: datetime | None
    verdict: Verdict | None
    reason: str  # code of the extension's ground, from the clock's own list
    verdict_if_kept: Verdict | None  # 暂定: the verdict where the notice to come shows it kept; None once final
    not_before: date | None  # the earliest day it may end, since its holder was told of an earlier one


class Case(Protocol):
    """One objection's handling. `decide` only reads it; `apply` is the one place that writes."""

    number: str
    rulebook: str  # id of the rulebook in force on the filing day, kept for good
    track: Track
    state: State
    outcome: Outcome | None
    result: Result | None
    round: int
    seq: int  # number of the last history line; also the generation that cards carry
    proposer_id: int
    on_behalf: bool  # 代录: the proposer has no account, the centre records what they say (G2)
    filed_at: datetime  # the original receipt, which may lie before the recording
    department_id: int | None  # the responsible or competent department that holds or held it
    handler_id: int | None  # the colleague an officer dispatched to
    received_at: datetime | None  # 签收; feeds the roster alarm, never a limit
    fusion: bool  # the questioned data is fusion data (M12)
    supplement_asked: int  # how often the one supplement was asked (P3: once)
    returns: int  # how often departments refused the case
    owner_locked: bool  # after a ruling the owner may not return it again
    flagged: bool  # the questioned data carries this case's flag (P9)
    promised_on: date | None  # the date the department or the centre promised, beside the statutory one
    joint: Joint
    related_ids: Sequence[int]  # related departments of an approved joint handling
    pending: Pending
    pending_days: int
    pending_reason: str
    evaluated: bool
    party: Party  # who is charged from here on
    closed_at: datetime | None
    root_id: int | None  # the ticket of the same fault that came first (own rule); its own clocks run all the same
    recorded_by: int  # who recorded it for somebody else (代录), 0 where the proposer filed
    to_tell: str  # the act whose notice has not reached the proposer yet, "" where all are told (M14)
    told_attempts: str  # day/person of each call that failed, one a day, and of letters, separated by spaces
    letter_sent: bool  # a letter with it is on its way or was returned
    ex_officio: bool  # 依职权: the proposer withdrew after a finding of fault, the duty to repair stays (P9)
    withdrawn_at: datetime | None  # when the proposer withdrew; the centre may undo it for some days
    ended_from: str  # the state in which the case ended last, for reopening it there
    fault_found: bool  # 属实 or 平台原因, of any round that was not confirmed as repaired (own rule)
    supplement_arrived: bool  # a late supplement is here and waits for the decision on its delay (P3)
    asked_to_cooperate: bool  # a request to the proposer that was not answered (G4)
    cooperations: int  # how often the proposer cooperated in this round (G4)
    specials: int  # how often a special case was applied for in this round (G7)
    special_lapses: int  # how often the proposer left one without an answer in this round
    special_pending: bool  # a second application waits for the centre's approval
    platform_returned: bool  # in this round a department returned it to the platform (M11)
    reply_returned: bool  # in this round the centre returned a reply for more (P6)
    pending_on: date | None  # the expected date that comes with a pending extension
    pending_by: int  # who asked for what is pending: nobody approves their own request
    repaired_by: int  # who reported the repair that awaits confirmation
    platform_repaired_by: int  # who repaired the platform before the department's turn: as little their own judge
    confirmed_by: int  # the first of two persons who confirm ex officio
    replied_by: int  # the department that sent the last reply, 0 before the first one (P6)
    replied_at: datetime | None  # and when
    result_told: bool  # the proposer was told a result, in whatever round (M14)
    indefinite: bool  # 答复不明确: the last reply is not shown to the proposer yet (P6)
    flag_unconfirmed: bool  # 修正未经确认: closed without confirmation, the flag awaits a second operator's check (P9)

    @property
    def clocks(self) -> Sequence[Clock]: ...  # in the order they were started; read-only so that a list of rows fits

    def open_clock(self, **fields: Any) -> Clock:
        """Add a running clock; `fields` are all attributes of Clock but `stopped_at` and `verdict`."""
        ...


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with standing roles and a department, or the system itself (`person_id` 0).

    `acting_for` names the colleague whose stand-in this person is (代), 0 otherwise. `merged` are departments that were
    merged into this person's: it goes on with their cases, and limits run on (M7).
    """

    person_id: int
    roles: frozenset[Role]
    department_id: int | None = None
    acting_for: int = 0
    merged: frozenset[int] = frozenset()

    def is_of(self, department_id: int | None) -> bool:
        """Whether this department is the person's, or was merged into it."""
        return department_id is not None and (department_id == self.department_id or department_id in self.merged)

    @property
    def departments(self) -> frozenset[int]:
        """The person's department with those that were merged into it."""
        return self.merged | ({self.department_id} if self.department_id is not None else set())


SYSTEM = Actor(0, frozenset({Role.SYSTEM}))
