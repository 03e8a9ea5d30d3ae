"""What became of every notice about a ticket: queued, accepted by the platform, read, refused (M14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.tables import OutboxRow, Ticket

_NOTICES = ("send", "file")


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One notice to one person; `seq` is the step it told of, `reason` the platform's where it was refused."""

    seq: int
    person_id: int
    platform: str
    account: str
    lane: int
    state: str
    queued_at: datetime
    sent_at: datetime | None
    read_at: datetime | None
    message_id: str
    reason: str


def of_ticket(session: Session, ticket: Ticket) -> Sequence[DeliveryRecord]:
    """Every notice about a ticket, oldest first; answers to what somebody asked, and redrawn cards, are none."""
    query = select(OutboxRow).where(OutboxRow.ticket_id == ticket.id, OutboxRow.kind.in_(_NOTICES))
    rows = session.scalars(query.where(~OutboxRow.dedupe.startswith("answer:")).order_by(OutboxRow.id))
    return [
        DeliveryRecord(
            row.generation,
            row.person_id or 0,
            row.platform,
            row.user,
            row.lane,
            row.state,
            row.created_at,
            row.sent_at,
            row.read_at,
            row.message_id,
            row.reason,
        )
        for row in rows
    ]
