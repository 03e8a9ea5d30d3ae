"""Proofs of inclusion: every entry of one case with its path to a signed head, for an auditor without our help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from store.engine.columns import table_of
from store.record import row_entries, signed_heads
from store.record.record_entries import said
from store.tables import RecordEntry, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from store.engine.session import Store

_LOG = table_of(RecordEntry)


def last_of(session: Session, ticket: Ticket) -> int:
    """The place of a case's last entry."""
    query = select(_LOG.c.seq).where(_LOG.c.subject == ticket.number).order_by(_LOG.c.seq.desc()).limit(1)
    return session.scalar(query) or 0


def cover(store: Store, ticket_id: int, now: datetime) -> None:
    """Sign a head where none covers all of a case yet, so that its archive proves what it holds."""
    with store.read() as session:
        ticket = session.get_one(Ticket, ticket_id)
        if signed_heads.covering(session, last_of(session, ticket)):
            return
    head = signed_heads.present(store, now)
    if head is not None:
        with store.write() as session:
            signed_heads.keep(session, head, now)


def of_case(session: Session, ticket: Ticket) -> dict[str, Any]:
    """The entries of a case, and the first head that covers them all; without one no path."""
    query = select(_LOG).where(_LOG.c.subject == ticket.number).order_by(_LOG.c.seq)
    rows = session.execute(query).mappings().all()
    head = signed_heads.covering(session, rows[-1]["seq"]) if rows else None
    tree = signed_heads.tree(session, head["size"]) if head else None
    entries = [
        said(row) | {"path": [node.hex() for node in tree.inclusion(row["seq"] - 1)] if tree else []} for row in rows
    ]
    return {
        "head": head,
        "keys": signed_heads.keys_of(session, head["epoch"] if head else None),
        "filing": row_entries.filed_facts(ticket),
        "entries": entries,
    }
