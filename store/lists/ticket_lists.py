"""Lists of tickets: filed by somebody, or waiting for them; names of people by id."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from regulation.case import Actor
from store.engine.columns import table_of
from store.lists.waiting import MOST, waiting
from store.tables import Person, Ticket

_PEOPLE = table_of(Person)


def of_proposer(session: Session, person_id: int, *, open_only: bool = False, limit: int = 50) -> Sequence[Ticket]:
    """What somebody filed, newest first."""
    query = select(Ticket).where(Ticket.proposer_id == person_id)
    if open_only:
        query = query.where(Ticket.closed_at.is_(None))
    return session.scalars(query.order_by(Ticket.id.desc()).limit(limit)).all()


def filed_by(session: Session, person_id: int, limit: int = MOST) -> Sequence[int]:
    """The ids of what somebody filed, newest first."""
    query = select(Ticket.id).where(Ticket.proposer_id == person_id)
    return session.scalars(query.order_by(Ticket.id.desc()).limit(limit)).all()


def open_for(session: Session, actor: Actor, *, limit: int = 200) -> list[Ticket]:
    """What waits for this person to act, in the order of `waiting`."""
    wanted = [task.ticket_id for task in waiting(session, actor, limit)]
    found = {ticket.id: ticket for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(wanted)))}
    return [found[ticket_id] for ticket_id in wanted]
