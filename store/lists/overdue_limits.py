"""Overdue limits for digests and the audit, and leaders' instructions that wait, for digests (M7, M15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from regulation.states import Action, ClockKind, Party, Role, State
from store.cases.receipt import taken_by
from store.engine.columns import table_of
from store.tables import Department, HistoryLine, Person, ReminderRow, StepText, Ticket, TicketClock

_TICKET_ID = table_of(Ticket).c.id
_AUTHORS = (Role.LEADER, Role.SUPERVISOR)
CHARGED = (Party.CENTRE, Party.DEPARTMENT, Party.RELATED)


@dataclass(frozen=True, slots=True)
class OverdueLimit:
    """One limit that has passed, by whom it should have been kept; names of staff, nothing of the data.

    `person` is the colleague it was dispatched to, else the officer who took it; "" for a related department's part,
    which nobody takes, and where neither is active any more.
    """

    clock_id: int
    number: str
    state: State
    kind: ClockKind
    due_on: date
    party: Party
    department_id: int | None
    department: str
    person: str
    due_at: datetime
    provisional: bool


def held_open() -> ColumnElement[bool]:
    """A limit whose extension was asked for in time and awaits a decision: until then it is not overdue (own rule)."""
    return and_(Ticket.pending == TicketClock.kind, Ticket.pending_by != 0)


def _is_passed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    running = (TicketClock.stopped_at.is_(None), TicketClock.due_at <= now)
    return (*running, TicketClock.party.in_(CHARGED), ~held_open())


def counts(session: Session, now: datetime) -> Mapping[ClockKind, int]:
    """By kind, how many limits `passed` finds; 0 where none has passed."""
    query = (
        select(TicketClock.kind, func.count())
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .where(*_is_passed(now))
        .group_by(TicketClock.kind)
    )
    found: dict[ClockKind, int] = dict(session.execute(query).all())
    return dict.fromkeys(ClockKind, 0) | found


def passed(session: Session, now: datetime) -> list[OverdueLimit]:
    """Every running limit of the centre and the departments that has passed, the oldest first."""
    holder = func.coalesce(TicketClock.department_id, Ticket.department_id)
    own = TicketClock.party != Party.RELATED
    handler, officer = aliased(Person), aliased(Person)
    takes = and_(officer.department_id == Ticket.department_id, officer.roles.contains("officer-"))
    rows = session.execute(
        select(
            TicketClock.id, Ticket.number, Ticket.state, TicketClock.kind, TicketClock.due_on, TicketClock.party,
            holder, func.coalesce(Department.name, ""), func.coalesce(handler.name, officer.name, ""),
            TicketClock.due_at, TicketClock.provisional,
        )
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .outerjoin(Department, Department.id == holder)
        .outerjoin(handler, and_(own, handler.active, handler.id == Ticket.handler_id))
        .outerjoin(officer, and_(own, officer.active, takes, officer.id == taken_by(_TICKET_ID)))
        .where(*_is_passed(now))
        .order_by(TicketClock.due_at, TicketClock.id)
    )  # fmt: skip
    return [OverdueLimit(*row) for row in rows]


def reminded_since(session: Session, since: datetime) -> set[tuple[str, int]]:
    """Numbers of cases with the people to whom a reminder has named them since then."""
    rows = session.execute(
        select(Ticket.number, ReminderRow.person_id)
        .join(TicketClock, TicketClock.id == ReminderRow.clock_id)
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .where(ReminderRow.found_at >= since, ReminderRow.dedupe.startswith("reminder:"))
    )
    return {(row[0], row[1]) for row in rows}


def unreminded(session: Session, since: datetime, until: datetime, steps: Sequence[str], limit: int = 50) -> list[str]:
    """Numbers of tickets with a limit that passed in this span, runs on, without a reminder of these steps."""
    said = select(ReminderRow.id).where(
        ReminderRow.clock_id == TicketClock.id,
        ReminderRow.due_on == TicketClock.due_on,
        ReminderRow.rung.in_(steps),
    )
    query = (
        select(Ticket.number)
        .join(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(TicketClock.stopped_at.is_(None), TicketClock.due_at > since, TicketClock.due_at <= until)
        .where(TicketClock.party.in_(CHARGED), ~held_open(), ~said.exists())
    )
    return list(session.scalars(query.order_by(TicketClock.due_at).limit(limit)))


@dataclass(frozen=True, slots=True)
class OpenInstruction:
    """The newest instruction on one case, by where the case is; none of its words."""

    number: str
    state: State
    party: Party
    department_id: int | None
    department: str
    at: datetime


def instructed(session: Session) -> Sequence[OpenInstruction]:
    """Every open case with an instruction after which its state has not changed, the oldest first."""
    later = aliased(HistoryLine)
    moved = select(later.id).where(
        later.ticket_id == HistoryLine.ticket_id,
        later.seq > HistoryLine.seq,
        later.state_from != later.state_to,
    )
    written = select(StepText.id).where(
        StepText.ticket_id == HistoryLine.ticket_id, StepText.seq == HistoryLine.seq, StepText.field == "note"
    )
    newest = func.max(HistoryLine.at)
    rows = session.execute(
        select(
            Ticket.number, Ticket.state, Ticket.party, Ticket.department_id, func.coalesce(Department.name, ""), newest
        )
        .join(Ticket, Ticket.id == HistoryLine.ticket_id)
        .outerjoin(Department, Department.id == Ticket.department_id)
        .where(Ticket.closed_at.is_(None), HistoryLine.action == Action.URGE, HistoryLine.role.in_(_AUTHORS))
        .where(written.exists(), ~moved.exists())
        .group_by(Ticket.number, Ticket.state, Ticket.party, Ticket.department_id, Department.name)
        .order_by(newest, Ticket.number)
    )
    return [OpenInstruction(*row) for row in rows]
