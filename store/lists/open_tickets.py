"""Open tickets with running limits, page by page; and tickets with provisional verdicts."""

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


def filed_by(session: Session, person_id: int) -> Sequence[str]:
    """Numbers of somebody's own open tickets, oldest first."""
    own = (Ticket.proposer_id == person_id, Ticket.closed_at.is_(None))
    return session.scalars(select(Ticket.number).where(*own).order_by(Ticket.id)).all()


def provisional(session: Session) -> Sequence[str]:
    """Numbers of the tickets, open or closed, with a verdict that a holiday notice could still turn."""
    unsettled = select(TicketClock.ticket_id).where(TicketClock.verdict_if_kept.is_not(None))
    return session.scalars(select(Ticket.number).where(Ticket.id.in_(unsettled)).order_by(Ticket.id)).all()
