"""All files on disk: encrypted where they are not yet, their keys wrapped anew, counted and checked (0033)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from store.file_storage.file_backend import StorageAway
from store.files.file_store import UNREADABLE, FileStore
from store.files.orphan_files import lock_file_store
from store.tables import Attachment, Ticket

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.session import Store

STALE = timedelta(hours=1)  # a draft this old was left by a process that died
PAGE = 500


@dataclass(slots=True)
class FileCount:
    """What was done to files, and to which it could not be: `failed` by hash, with the reason."""

    done: int = 0
    failed: dict[str, Exception] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment that must be on disk: its row, its hash, and the case and step that it belongs to."""

    id: int
    digest: str
    size: int
    number: str  # empty for a draft's
    seq: int


def seal_folder(store: Store, file_store: FileStore, folder: str, now: datetime, count: FileCount) -> None:
    """Encrypt what lies there in clear, each file in a short transaction, so that none is erased meanwhile."""
    file_store.backend.remove_stale(folder, now - STALE)
    for digest in file_store.backend.digests(folder):
        try:
            if file_store.is_sealed(digest):
                continue
            with store.write() as session:
                lock_file_store(session)
                count.done += file_store.seal(digest)
        except StorageAway:
            raise
        except UNREADABLE as error:
            count.failed[digest] = error


def rewrap_all(file_store: FileStore, count: FileCount) -> None:
    """Wrap every data key with the current key, without touching the contents. May be interrupted and repeated."""
    for folder in file_store.backend.folders():
        for digest in file_store.backend.digests(folder):
            try:
                count.done += file_store.rewrap(digest)
            except FileNotFoundError:  # erased meanwhile
                continue
            except StorageAway:
                raise
            except UNREADABLE as error:
                count.failed[digest] = error


def count_by_key(file_store: FileStore) -> Counter[str]:
    """How many files need each key; "" counts those that are not encrypted."""
    found = Counter[str]()
    for folder in file_store.backend.folders():
        for digest in file_store.backend.digests(folder):
            try:
                found.update(file_store.keys_of(digest) or [""])
            except FileNotFoundError:
                continue
    return found


def how_many(session: Session) -> int:
    """How many attachments must be on disk."""
    return session.scalar(select(func.count()).where(Attachment.state == "stored")) or 0


def expected(session: Session, after: int) -> Sequence[StoredFile]:
    """The next attachments that must be on disk, by row."""
    query = (
        select(Attachment.id, Attachment.sha256, Attachment.size, Ticket.number, Attachment.seq)
        .outerjoin(Ticket, Ticket.id == Attachment.ticket_id)
        .where(Attachment.state == "stored", Attachment.id > after)
        .order_by(Attachment.id)
        .limit(PAGE)
    )
    return [StoredFile(row[0], row[1], row[2], row[3] or "", row[4] or 0) for row in session.execute(query)]


def problems(file_store: FileStore, files: Sequence[StoredFile]) -> Iterator[tuple[StoredFile, Exception]]:
    """Those of the files that are missing or altered; each is read whole. Raises StorageAway."""
    for each in files:
        try:
            if file_store.verify(each.digest) != each.size:
                raise ValueError("the size differs from the recorded one")
        except StorageAway:
            raise
        except (*UNREADABLE, ValueError) as error:
            yield each, error
