"""Event replay: the history alone gives the case, by its recorded decisions in order, without today's calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from regulation.case import Joint, Pending
from regulation.decision import Decision, apply
from regulation.states import ClockKind, Outcome, Party, Result, State, Track, Verdict

UNFILED = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class PlainClock:
    """A Clock without a store."""

    kind: ClockKind
    clause: str
    round: int
    party: Party
    department_id: int | None
    started_at: datetime
    start_seq: int
    limit_days: int
    cap_days: int
    total_days: int
    due_on: date
    provisional: bool
    missed: bool = False
    stopped_at: datetime | None = None
    verdict: Verdict | None = None
    reason: str = ""
    verdict_if_kept: Verdict | None = None
    not_before: date | None = None


@dataclass(slots=True)
class PlainCase:
    """A Case without a store; empty until its first decision is applied."""

    number: str = ""
    rulebook: str = ""
    track: Track = Track.DISTRICT
    state: State = State.PRESCREEN
    outcome: Outcome | None = None
    result: Result | None = None
    round: int = 1
    seq: int = 0
    proposer_id: int = 0
    on_behalf: bool = False
    filed_at: datetime = UNFILED
    department_id: int | None = None
    handler_id: int | None = None
    received_at: datetime | None = None
    fusion: bool = False
    supplement_asked: int = 0
    returns: int = 0
    owner_locked: bool = False
    flagged: bool = False
    promised_on: date | None = None
    joint: Joint = ""
    related_ids: Sequence[int] = field(default_factory=list)
    pending: Pending = ""
    pending_days: int = 0
    pending_reason: str = ""
    evaluated: bool = False
    party: Party = Party.CENTRE
    closed_at: datetime | None = None
    root_id: int | None = None
    recorded_by: int = 0
    to_tell: str = ""
    told_attempts: str = ""
    letter_sent: bool = False
    ex_officio: bool = False
    withdrawn_at: datetime | None = None
    ended_from: str = ""
    fault_found: bool = False
    supplement_arrived: bool = False
    asked_to_cooperate: bool = False
    cooperations: int = 0
    specials: int = 0
    special_lapses: int = 0
    special_pending: bool = False
    platform_returned: bool = False
    reply_returned: bool = False
    pending_on: date | None = None
    pending_by: int = 0
    repaired_by: int = 0
    platform_repaired_by: int = 0
    confirmed_by: int = 0
    replied_by: int = 0
    replied_at: datetime | None = None
    result_told: bool = False
    indefinite: bool = False
    flag_unconfirmed: bool = False
    clocks: list[PlainClock] = field(default_factory=list)

    def open_clock(self, **fields: Any) -> PlainClock:
        clock = PlainClock(**fields)
        self.clocks.append(clock)
        return clock


def replay(history: Iterable[Decision]) -> PlainCase:
    """The case as its history tells it; raises ValueError where a line is missing or out of order."""
    case = PlainCase()
    for decision in history:
        apply(case, decision)
    return case
