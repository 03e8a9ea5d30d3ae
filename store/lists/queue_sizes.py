"""How much waits: callbacks and messages by state, open tickets, and the limit that an unsent notice is nearest to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.engine.columns import fixed
from store.lists import audit
from store.messages import inbox
from store.messages.outbox import REMINDER
from store.tables import OutboxRow, Ticket, TicketClock

UNSENT = ("pending", "sending", "dead")  # each has a partial index


def callbacks(session: Session) -> Mapping[str, int]:
    """By state, how many callbacks are not handled."""
    return {"received": inbox.waiting(session), "failed": audit.failed_calls(session)}


def messages(session: Session) -> Mapping[tuple[int, str], int]:
    """By lane and state, how many messages are not sent; what has none is missing."""
    found: dict[tuple[int, str], int] = {}
    for state in UNSENT:
        query = select(OutboxRow.lane, func.count()).where(fixed(f"state = '{state}'")).group_by(OutboxRow.lane)
        found |= {(lane, state): number for lane, number in session.execute(query)}
    return found


def open_tickets(session: Session) -> Mapping[str, int]:
    """By state, how many cases are open."""
    query = select(Ticket.state, func.count()).where(Ticket.closed_at.is_(None)).group_by(Ticket.state)
    return {state.name: number for state, number in session.execute(query)}


def nearest_limit(session: Session) -> datetime | None:
    """The first running limit of a case of which a task, result or reminder has not left yet."""
    nearest = []
    for state in ("pending", "sending"):
        query = (
            select(func.min(TicketClock.due_at))
            .join(OutboxRow, OutboxRow.ticket_id == TicketClock.ticket_id)
            .where(fixed(f"outbox.state = '{state}'"), OutboxRow.lane <= REMINDER, OutboxRow.kind == "send")
            .where(TicketClock.stopped_at.is_(None))
        )
        nearest.append(session.scalar(query))
    return min((due for due in nearest if due is not None), default=None)
