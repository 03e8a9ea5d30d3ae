"""Files on record: what is known of a file of a ticket is sealed when it comes, is fetched, refused or erased (M5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from store.engine import at_commit
from store.engine.columns import table_of
from store.record import record_sealing, row_entries
from store.tables import Attachment, Ticket

_ROW = table_of(Attachment)
SEALED = (
    *(_ROW.c.id, _ROW.c.seq, _ROW.c.sha256, _ROW.c.size, _ROW.c.state),
    *(_ROW.c.name_sealed, _ROW.c.person_id, _ROW.c.created_at),
)


def erase_of_ticket(session: Session, ticket: Ticket, now: datetime) -> None:
    """Erase the names of a ticket's files; `store.files.orphan_files.clear` deletes the bytes (M4)."""
    query = update(_ROW).where(_ROW.c.ticket_id == ticket.id, _ROW.c.state != "erased")
    gone = query.values(state="erased", name_sealed="", findings=None).returning(*SEALED)
    seal_files(session, ticket.number, session.execute(gone).mappings(), now)


def seal_file(session: Session, row: Attachment, now: datetime) -> None:
    """A file that reached its ticket before it was fetched: what is known of it now is sealed."""
    if row.ticket_id is not None:
        number = session.scalars(select(Ticket.number).where(Ticket.id == row.ticket_id)).one()
        _add(session, number, [row], now)


def seal_files(session: Session, number: str, rows: Iterable[Mapping[Any, Any]], now: datetime) -> None:
    found = sorted((dict(row) for row in rows), key=lambda row: row["id"])
    _add(session, number, found, now)


def _add(session: Session, number: str, rows: Iterable[Attachment | Mapping[str, Any]], now: datetime) -> None:
    vault = at_commit.vault_of(session)
    for row in rows:
        record_sealing.add(
            session, [row_entries.file(number, row, now), row_entries.file_name(vault, number, row, now)]
        )
