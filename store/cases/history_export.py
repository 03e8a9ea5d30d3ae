"""A ticket's history for offline verification without our keys: lines with hashes, texts with salts and digests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.cases.history_chain import said
from store.cases.who_acted import FIELD
from store.engine.columns import table_of
from store.tables import HistoryLine, StepText, Ticket
from store.vault import Vault

_LINES = table_of(HistoryLine)


def lines(session: Session, ticket: Ticket) -> list[dict[str, Any]]:
    """A ticket's history as its hashes cover it, oldest first, each line with its hash."""
    query = select(_LINES).where(_LINES.c.ticket_id == ticket.id).order_by(_LINES.c.seq)
    return [said(row) | {"hash": row["hash"]} for row in session.execute(query).mappings()]


def words(session: Session, vault: Vault, ticket: Ticket) -> list[dict[str, Any]]:
    """A ticket's free texts, decrypted, with salt and digest; `text` is None where it was erased.

    Sorted here: a database orders names by its own collation, and the same dossier reads alike from both.
    """
    rows = session.scalars(select(StepText).where(StepText.ticket_id == ticket.id))
    return [
        {
            "seq": row.seq,
            "field": row.field,
            "text": vault.open(row.sealed, "texts:sealed") if row.sealed else None,
            "salt": row.salt,
            "digest": row.digest,
        }
        for row in sorted(rows, key=lambda row: (row.seq, row.field == FIELD, row.field))
    ]
