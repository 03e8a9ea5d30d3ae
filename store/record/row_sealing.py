"""Sealing of rows by their kind: whoever writes a row that the record vouches for has it sealed as it is now (M5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from store.engine import at_commit
from store.record import record_sealing
from store.record.row_tables import ROW_TABLES

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from store.record.record_entries import Kind

_ENTRIES = {table.kind: table.entry for table in ROW_TABLES}


def seal(session: Session, kind: Kind, rows: Iterable[Any], now: datetime) -> None:
    """Call after every change of such rows, given as objects that are loaded or as all of their columns."""
    session.flush()
    vault, entry = at_commit.vault_of(session), _ENTRIES[kind]
    record_sealing.add(session, [entry(vault, row, now) for row in rows])
