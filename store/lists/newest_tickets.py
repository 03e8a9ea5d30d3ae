"""Every ticket, newest first, for whoever audits the record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import Ticket


def newest(session: Session, limit: int, before: int = 0) -> Sequence[int]:
    """Ids, from before one where given."""
    query = select(Ticket.id).order_by(Ticket.id.desc()).limit(limit)
    return session.scalars(query.where(Ticket.id < before) if before else query).all()
