"""Overdue limits: passed and still running, for digests and the audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from regulation.states import ClockKind, Party, State
from store.cases.receipt import taken_by
from store.engine.columns import table_of
from store.tables import Department, Person, ReminderRow, Ticket, TicketClock

_TICKET_ID = table_of(Ticket).c.id
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
        .where(TicketClock.stopped_at.is_(None), TicketClock.due_at <= now, TicketClock.party.in_(CHARGED))
        .order_by(TicketClock.due_at, TicketClock.id)
    )  # fmt: skip
    return [OverdueLimit(*row) for row in rows]


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
        .where(TicketClock.party.in_(CHARGED), ~said.exists())
    )
    return list(session.scalars(query.order_by(TicketClock.due_at).limit(limit)))
