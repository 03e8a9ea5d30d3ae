"""Operator log: manual acts outside of any ticket, with who and when, append-only (M5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.engine import at_commit
from store.record import record_sealing, row_entries
from store.tables import OperatorLogEntry

REVIVE, RELEASE = "revive", "release"  # an undelivered message, an unhandled callback
ASK_ROLE, GIVE_ROLE, TAKE_ROLE, REFUSE_ROLE = "role:ask", "role:give", "role:take", "role:refuse"  # of a person
CORRECT_OWN_DATA = "own-data:answer"  # of a request
ADMINISTRATIVE = (ASK_ROLE, GIVE_ROLE, TAKE_ROLE, REFUSE_ROLE, CORRECT_OWN_DATA)  # no business of the ledger's
HAND_OVER = "hand-over"  # everything of a leaver went to a colleague
DIRECTORY = "directory"  # a platform reported that somebody left or came back: the person, and what was reported


def note(session: Session, act: str, subject: int, *, by: int, now: datetime, text: str = "") -> None:
    """Log one act in its own transaction; `text` says to what, and holds no personal data."""
    row = OperatorLogEntry(at=now, person_id=by, act=act, subject=subject, note=text)
    session.add(row)
    session.flush()
    record_sealing.add(session, [row_entries.deed(at_commit.vault_of(session), row, now)])


def recent(session: Session, limit: int = 50, without: Sequence[str] = ()) -> Sequence[OperatorLogEntry]:
    """The newest entries, newest first, but for these acts."""
    query = select(OperatorLogEntry).order_by(OperatorLogEntry.id.desc()).limit(limit)
    return session.scalars(query.where(OperatorLogEntry.act.not_in(without)) if without else query).all()


def of_act(session: Session, act: str) -> Sequence[OperatorLogEntry]:
    """Every entry of this act, oldest first."""
    query = select(OperatorLogEntry).where(OperatorLogEntry.act == act).order_by(OperatorLogEntry.id)
    return session.scalars(query).all()


def last_of(session: Session, act: str, subject: int) -> OperatorLogEntry | None:
    """The last entry of this act on this row."""
    query = (
        select(OperatorLogEntry)
        .where(OperatorLogEntry.act == act, OperatorLogEntry.subject == subject)
        .order_by(OperatorLogEntry.id.desc())
    )
    return session.scalars(query.limit(1)).first()
