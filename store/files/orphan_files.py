"""The bytes of removed and erased files go when nothing else needs them, and never while somebody counts on them."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from store.engine.advisory_lock import Lock
from store.files.file_store import FileStore
from store.tables import Attachment, Draft

_LOOSE = ("removed", "erased")


def clear(session: Session, file_store: FileStore, limit: int = 200) -> int:
    """Throw away the bytes of removed and erased files that nothing else needs; returns how many rows were settled.

    A file is gone before its row says so: whatever ends this half way, the next run finds the row again.
    """
    query = select(Attachment).where(Attachment.state.in_(_LOOSE), Attachment.sha256 != "")
    loose = session.scalars(query.order_by(Attachment.id).limit(limit)).all()
    if loose:
        lock_file_store(session, alone=True)
    for row in loose:
        if not _needed(session, row.sha256):
            file_store.remove(row.sha256)
        row.sha256 = ""
    session.flush()
    return len(loose)


def remove_of_cancelled_drafts(session: Session) -> int:
    """The files of drafts that were thrown away or forgotten are nobody's evidence; returns how many."""
    gone = select(Draft.id).where(Draft.state == "cancelled")
    left = update(Attachment).where(
        Attachment.draft_id.in_(gone), Attachment.ticket_id.is_(None), Attachment.state.not_in(_LOOSE)
    )
    forgotten = left.values(state="removed", name_sealed="", findings=None)
    return len(session.execute(forgotten.returning(Attachment.id)).all())


def lock_file_store(session: Session, *, alone: bool = False) -> None:
    """Writers share the shelf, who throws away has it alone; on SQLite every writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
        session.execute(select(lock(Lock.FILE_STORE.value)))


def _needed(session: Session, digest: str) -> bool:
    kept = select(Attachment.id).where(Attachment.sha256 == digest, Attachment.state == "stored")
    return session.scalars(kept.limit(1)).first() is not None
