"""Which closed tickets retention concerns: announced, archived, waiting for an archive, ready to be erased (M4).

Nothing is erased that was not archived as it stands, nor before its erasure was announced. The time counts from the
last closing: a ticket that was reopened starts it anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from regulation.states import State
from store.engine import at_commit
from store.record import record_sealing, row_entries
from store.tables import ArchiveExport, Erasure, ErasureWarning, Ticket

_ARCHIVED = exists().where(ArchiveExport.ticket_id == Ticket.id, ArchiveExport.seq == Ticket.seq)
_SAME_CLOSING = and_(ErasureWarning.ticket_id == Ticket.id, ErasureWarning.closed_at == Ticket.closed_at)


@dataclass(frozen=True, slots=True)
class Expiring:
    """A closed ticket that still has personal data."""

    id: int
    number: str
    closed_at: datetime
    is_archived: bool  # as it stands now


def expiring(session: Session, closed_before: datetime, limit: int = 100) -> list[Expiring]:
    """Tickets closed before an instant with data written since the last erasure, oldest first."""
    return _found(session, _closed(closed_before), limit)


def unannounced(session: Session, closed_before: datetime, limit: int = 100) -> list[Expiring]:
    """Those of them whose erasure was not announced since they were last closed."""
    return _found(session, _closed(closed_before).where(~exists().where(_SAME_CLOSING)), limit)


def unarchived(session: Session, closed_before: datetime, limit: int = 100) -> list[Expiring]:
    """Those of them that wait for their archive."""
    return _found(session, _closed(closed_before).where(~_ARCHIVED), limit)


def count_unarchived(session: Session, closed_before: datetime) -> int:
    waiting = _closed(closed_before).where(~_ARCHIVED).subquery()
    return session.scalar(select(func.count()).select_from(waiting)) or 0


def due(session: Session, closed_before: datetime, announced_before: datetime, limit: int = 100) -> Sequence[int]:
    """Those that may be erased: archived as they stand, and announced long enough ago."""
    announced = exists().where(_SAME_CLOSING, ErasureWarning.at <= announced_before)
    ready = _closed(closed_before).where(_ARCHIVED, announced)
    return [found.id for found in _found(session, ready, limit)]


def announce(session: Session, tickets: Iterable[Expiring], now: datetime) -> None:
    """Keep that these erasures were announced."""
    session.add_all(ErasureWarning(ticket_id=each.id, closed_at=each.closed_at, at=now) for each in tickets)
    session.flush()


def note_archive(
    session: Session, ticket_id: int, seq: int, *, way: str, sha256: str, now: datetime, person_id: int = 0
) -> None:
    """Keep that an archive of the ticket as of line `seq` was written."""
    row = ArchiveExport(ticket_id=ticket_id, seq=seq, person_id=person_id, way=way, sha256=sha256, at=now)
    session.add(row)
    session.flush()
    record_sealing.add(session, [row_entries.export(at_commit.vault_of(session), row, now)])


def is_archived(session: Session, ticket: Ticket) -> bool:
    """Whether an archive was written of the ticket as it stands."""
    query = select(exists().where(ArchiveExport.ticket_id == ticket.id, ArchiveExport.seq == ticket.seq))
    return bool(session.scalar(query))


def _closed(before: datetime) -> Select[int, str, datetime | None, bool]:
    erased = exists().where(Erasure.ticket_id == Ticket.id, Erasure.seq == Ticket.seq)
    query = select(Ticket.id, Ticket.number, Ticket.closed_at, _ARCHIVED)
    return query.where(Ticket.state == State.CLOSED, Ticket.closed_at < before, ~erased)


def _found(session: Session, query: Select[int, str, datetime | None, bool], limit: int) -> list[Expiring]:
    rows = session.execute(query.order_by(Ticket.closed_at, Ticket.id).limit(limit))
    return [Expiring(key, number, closed, kept) for key, number, closed, kept in rows if closed is not None]
