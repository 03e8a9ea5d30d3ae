"""What waits for an instant: limits for their next check, messages for their time; and what is under way now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from store.tables import InboxRow, OutboxRow, TicketClock


def earliest(session: Session) -> Iterator[datetime]:
    """When the next limit is checked, the next message leaves, the next callback is handled."""
    for query in (
        select(func.min(TicketClock.remind_at)).where(TicketClock.stopped_at.is_(None)),
        select(func.min(OutboxRow.next_at)).where(OutboxRow.state == "pending"),
        select(func.min(InboxRow.next_at)).where(InboxRow.state == "received"),
    ):
        found = session.scalar(query)
        if found is not None:
            yield found


def is_sending(session: Session) -> bool:
    """Whether a message is on its way."""
    return bool(session.scalar(select(exists().where(OutboxRow.state == "sending"))))
