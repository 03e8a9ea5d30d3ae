"""Open tickets with running limits, page by page."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Ticket, TicketClock


def page(session: Session, after: int, size: int) -> Sequence[Ticket]:
    """The next tickets with a running clock, by id."""
    running = select(TicketClock.id).where(TicketClock.ticket_id == Ticket.id, TicketClock.stopped_at.is_(None))
    query = select(Ticket).where(Ticket.id > after, Ticket.closed_at.is_(None), running.exists())
    return session.scalars(query.order_by(Ticket.id).limit(size)).all()
