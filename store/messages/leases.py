"""Leases: who holds messages of the outbox, and their release where the owner is dead."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.tables import OutboxRow


def owners(session: Session) -> Sequence[str]:
    """The owners of all present leases, dead or alive."""
    return session.scalars(select(OutboxRow.lease_owner).where(OutboxRow.state == "sending").distinct()).all()


def end(session: Session, dead: Collection[str]) -> int:
    """End the leases of these owners, so that their messages are sent next; returns how many there were."""
    held = update(OutboxRow).where(OutboxRow.state == "sending", OutboxRow.lease_owner.in_(list(dead)))
    over = held.values(lease_until=OutboxRow.created_at).execution_options(synchronize_session=False)
    return len(session.execute(over.returning(OutboxRow.id)).all())
