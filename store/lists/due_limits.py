"""Limits due for a check (`clocks.remind_at`), and the record of reminders: costs follow what is due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, Text, and_, bindparam, select, type_coerce, update
from sqlalchemy.orm import Session

from regulation.states import ClockKind, Party, State
from store.cases.receipt import taken_by
from store.engine.advisory_lock import Lock, try_advisory_lock
from store.engine.upsert import insert
from store.tables import Person, ReminderRow, Ticket, TicketClock

_CLOCK, _TICKET, _REMINDER = (cast(Table, each.__table__) for each in (TicketClock, Ticket, ReminderRow))
_HANDLER = cast(Table, Person.__table__).alias("handler")


class RunningLimit(NamedTuple):
    """A running limit, with what decides who is concerned by it."""

    id: int
    kind: ClockKind
    started_at: datetime
    due_on: date
    due_at: datetime
    provisional: bool
    party: Party
    department_id: int | None  # of the clock: a related department's in joint handling
    ticket_id: int
    number: str
    state: State
    holder_id: int | None  # the department that has the ticket
    handler_id: int | None  # None also where the colleague has left
    proposer_id: int
    on_behalf: bool
    taken_by: int | None = None  # the officer who took it for the department
    to_tell: str = ""  # the act whose notice has not reached the proposer yet
    pending_by: int = 0  # who asked for what awaits a decision
    held: bool = False  # its extension awaits a decision: not overdue until then (own rule)


class DueReminder(NamedTuple):
    """One reminder: a limit, a step of its escalation, a person."""

    limit: RunningLimit
    name: str
    person_id: int

    @property
    def key(self) -> tuple[int, str, date, int]:
        """The unique key: sent once, and again where the limit was moved to another day."""
        return self.limit.id, self.name, self.limit.due_on, self.person_id


_LIMIT = (
    select(
        _CLOCK.c.id, _CLOCK.c.kind, _CLOCK.c.started_at, _CLOCK.c.due_on, _CLOCK.c.due_at, _CLOCK.c.provisional,
        _CLOCK.c.party, _CLOCK.c.department_id, _TICKET.c.id.label("ticket_id"), _TICKET.c.number, _TICKET.c.state,
        _TICKET.c.department_id.label("holder_id"), _HANDLER.c.id.label("handler_id"),
        _TICKET.c.proposer_id, _TICKET.c.on_behalf, taken_by(_TICKET.c.id), _TICKET.c.to_tell, _TICKET.c.pending_by,
        and_(_TICKET.c.pending == _CLOCK.c.kind, _TICKET.c.pending_by != 0).label("held"),
    )
    .join(_TICKET, _TICKET.c.id == _CLOCK.c.ticket_id)
    .outerjoin(_HANDLER, and_(_HANDLER.c.id == _TICKET.c.handler_id, _HANDLER.c.active))
    .where(_CLOCK.c.stopped_at.is_(None))
)  # fmt: skip
_DUE = _LIMIT.where(_CLOCK.c.remind_at <= bindparam("now")).order_by(_CLOCK.c.remind_at, _CLOCK.c.id).limit(
    bindparam("most")
)  # fmt: skip
_CARRIED = (
    _LIMIT.add_columns(_REMINDER.c.rung)
    .join(_REMINDER, _REMINDER.c.clock_id == _CLOCK.c.id)
    .where(_REMINDER.c.dedupe == bindparam("name"), _REMINDER.c.person_id == bindparam("person"))
    .where(_REMINDER.c.due_on == _CLOCK.c.due_on)
    .order_by(_REMINDER.c.id)
)
_NOW = (
    select(_CLOCK.c.id, _CLOCK.c.due_on, type_coerce(_TICKET.c.state, Text))
    .join(_TICKET, _TICKET.c.id == _CLOCK.c.ticket_id)
    .where(_CLOCK.c.id.in_(bindparam("clocks", expanding=True)), _CLOCK.c.stopped_at.is_(None))
    .with_for_update(of=_CLOCK)
)
_SAID = select(_REMINDER.c.clock_id, _REMINDER.c.rung, _REMINDER.c.due_on, _REMINDER.c.person_id).where(
    _REMINDER.c.clock_id.in_(bindparam("clocks", expanding=True))
)
_LATER = (
    update(_CLOCK)
    .where(_CLOCK.c.id.in_(bindparam("clocks", expanding=True)), _CLOCK.c.stopped_at.is_(None))
    .values(remind_at=bindparam("later"))
)


def find_due(session: Session, now: datetime, limit: int) -> list[RunningLimit]:
    """Limits to be checked now, the longest waiting first."""
    rows: Sequence[Any] = session.execute(_DUE, {"now": now, "most": limit}).all()
    return [RunningLimit._make(row) for row in rows]


def try_lock(session: Session) -> bool:
    """Take the advisory lock of reminders until the transaction ends; False where another machine has it."""
    return try_advisory_lock(session, Lock.REMINDERS)


def unchanged(session: Session, limits: Iterable[RunningLimit]) -> set[int]:
    """Ids of those limits that still run, end on the same day, and whose ticket stands where it stood; locked."""
    seen = {limit.id: (limit.due_on, limit.state.value) for limit in limits}
    rows = session.execute(_NOW, {"clocks": list(seen)})
    return {row[0] for row in rows if seen[row[0]] == (row[1], row[2])}


def said(session: Session, clocks: Collection[int]) -> set[tuple[int, str, date, int]]:
    """Keys of the recorded reminders of these limits."""
    rows: Sequence[Any] = session.execute(_SAID, {"clocks": list(clocks)}).all()
    return {(row[0], row[1], row[2], row[3]) for row in rows}


def note(session: Session, reminders: Iterable[DueReminder], dedupe: str, now: datetime) -> None:
    """Record reminders as sent by the outbox message with this deduplication key."""
    names = ("clock_id", "rung", "due_on", "person_id")
    values = [dict(zip(names, each.key, strict=True)) | {"found_at": now, "dedupe": dedupe} for each in reminders]
    session.execute(insert(_REMINDER, session.get_bind().dialect.name), values)


def carried_by(session: Session, dedupe: str, person_id: int) -> list[DueReminder]:
    """The reminders of a message that still hold: the limit runs and its due day is unchanged."""
    rows: Sequence[Any] = session.execute(_CARRIED, {"name": dedupe, "person": person_id}).all()
    return [DueReminder(RunningLimit(*row[:-1]), row[-1], person_id) for row in rows]


def reschedule(session: Session, later: Mapping[int, datetime | None]) -> None:
    """Set when each limit is checked next; None: never again."""
    by_moment: dict[datetime | None, list[int]] = defaultdict(list)
    for clock, moment in later.items():
        by_moment[moment].append(clock)  # one statement for all limits with the same instant
    for moment, clocks in by_moment.items():
        session.execute(_LATER, {"clocks": clocks, "later": moment})
