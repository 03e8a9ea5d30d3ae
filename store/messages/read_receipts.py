"""Read receipts (已阅) of result notices, by the person's own act; recipients unreachable by any account (M14)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.engine.columns import table_of
from store.messages.outbox import RESULT
from store.messages.sealed_deliveries import seal_deliveries
from store.record.row_entries import DELIVERED
from store.tables import OutboxRow

_ROW = table_of(OutboxRow)
_SEALED = [_ROW.c[name] for name in (*DELIVERED, "kind", "read_at")]


def refused(session: Session, ticket_id: int, generation: int) -> set[int]:
    """People for whom every message of this step of the ticket is a dead letter."""
    query = select(OutboxRow.person_id, OutboxRow.state).where(
        OutboxRow.ticket_id == ticket_id, OutboxRow.generation == generation, OutboxRow.person_id.is_not(None)
    )
    rows = [(person_id or 0, state) for person_id, state in session.execute(query)]
    alive = {person_id for person_id, state in rows if state not in ("dead", "superseded")}
    return {person_id for person_id, state in rows if state == "dead"} - alive


def notice_seen(session: Session, ticket_id: int, person_id: int, now: datetime) -> int:
    """Mark the result notices of a ticket that this person was sent as read; returns how many there were."""
    own = (_ROW.c.ticket_id == ticket_id, _ROW.c.person_id == person_id, _ROW.c.lane == RESULT)
    query = update(_ROW).where(*own, _ROW.c.state == "sent").values(state="read", read_at=now)
    read = session.execute(query.returning(*_SEALED)).mappings().all()
    seal_deliveries(session, [dict(row) for row in read], now)
    return len(read)
