"""Deliveries on record: that a platform accepted a notice about a ticket, and that it was read, is sealed (M14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from store.engine import at_commit
from store.record import record_sealing, row_entries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.messages.outbox import Parcel


def seal_sent(session: Session, parcel: Parcel, now: datetime, message_id: str) -> None:
    """The platform accepted it; call in the transaction that marks it as sent."""
    names = ("id", "person_id", "ticket_id", "platform", "user", "generation", "lane", "kind")
    sent = {name: getattr(parcel, name) for name in names}
    seal_deliveries(session, [sent | {"sent_at": now, "message_id": message_id}], now)


def seal_deliveries(session: Session, rows: Iterable[Mapping[str, Any]], now: datetime) -> None:
    """Seal those of these messages that are notices about a ticket."""
    vault = at_commit.vault_of(session)
    found = [row for row in rows if row["ticket_id"] is not None and row["kind"] in row_entries.NOTICES]
    record_sealing.add(session, [row_entries.delivery(vault, row, now) for row in found])
