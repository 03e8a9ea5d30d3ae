"""Orphaned files: the bytes of removed and erased attachments are deleted once nothing else refers to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.engine.advisory_lock import Lock
from store.files.file_store import FileStore
from store.files.sealed_files import seal_file
from store.tables import Attachment, Draft

_LOOSE = ("removed", "erased")


def clear(session: Session, file_store: FileStore, now: datetime, limit: int = 200) -> int:
    """Delete the bytes of removed and erased files without other references; returns how many rows were handled.

    The file is deleted before its row is updated, so after an interruption the next run finds the row again.
    """
    query = select(Attachment).where(Attachment.state.in_(_LOOSE), Attachment.sha256 != "")
    loose = session.scalars(query.order_by(Attachment.id).limit(limit)).all()
    if loose:
        lock_file_store(session, alone=True)
    for row in loose:
        if not _needed(session, row.sha256):
            file_store.backend.remove(row.sha256)
        row.sha256 = ""
        session.flush()
        if row.state == "erased":
            seal_file(session, row, now)
    return len(loose)


def remove_of_cancelled_drafts(session: Session) -> int:
    """Remove the files of cancelled drafts; returns how many."""
    gone = select(Draft.id).where(Draft.state == "cancelled")
    left = update(Attachment).where(
        Attachment.draft_id.in_(gone), Attachment.ticket_id.is_(None), Attachment.state.not_in(_LOOSE)
    )
    forgotten = left.values(state="removed", name_sealed="", findings=None)
    return len(session.execute(forgotten.returning(Attachment.id)).all())


def lock_file_store(session: Session, *, alone: bool = False) -> None:
    """Shared lock for writers, exclusive lock for deletion; on SQLite the write transaction suffices."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        session.execute(select(lock(Lock.FILE_STORE.value)))


def _needed(session: Session, digest: str) -> bool:
    kept = select(Attachment.id).where(Attachment.sha256 == digest, Attachment.state == "stored")
    return session.scalars(kept.limit(1)).first() is not None
