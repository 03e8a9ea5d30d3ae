"""Who read what, as asked of the log: newest first, of one case, by one person, of one kind; and its retention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from store.engine.columns import table_of
from store.readings.reading_lines import opened
from store.tables import ReadingLine

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault

_ROW = table_of(ReadingLine)
ERASED_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the log; what is left out is any."""

    ticket_id: int | None = None
    person_id: int | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReadingEntry:
    """One line, opened; without a name where its words were erased."""

    seq: int
    at: datetime
    kind: str
    name: str
    unit: str
    account: str
    place: str
    number: str
    what: str


def found(session: Session, vault: Vault, asked: Asked, limit: int = 200, before: int = 0) -> Sequence[ReadingEntry]:
    """The newest lines that fit, from before line `before` where given."""
    query = select(ReadingLine).order_by(ReadingLine.seq.desc()).limit(limit)
    if before:
        query = query.where(ReadingLine.seq < before)
    for column in ("ticket_id", "person_id"):
        if getattr(asked, column) is not None:
            query = query.where(getattr(ReadingLine, column) == getattr(asked, column))
    if asked.kind:
        query = query.where(ReadingLine.kind == asked.kind)
    if asked.since is not None:
        query = query.where(ReadingLine.at >= asked.since)
    if asked.until is not None:
        query = query.where(ReadingLine.at < asked.until)
    return [_entry(vault, row) for row in session.scalars(query)]


def count_of_person(session: Session, person_id: int) -> int:
    """How many lines there are of what somebody read."""
    query = select(func.count()).where(ReadingLine.person_id == person_id)
    return session.scalar(query) or 0


def erase_words(session: Session, before: datetime) -> int:
    """Erase who and what of lines from before an instant; the lines, and with them the proof, stay."""
    old = select(_ROW.c.seq).where(_ROW.c.at < before, _ROW.c.told_sealed != "").limit(ERASED_AT_ONCE)
    blank = {"told_sealed": "", "salt": "", "person_id": 0, "ticket_id": None}
    return session.connection().execute(update(_ROW).where(_ROW.c.seq.in_(old)).values(blank)).rowcount


def _entry(vault: Vault, row: ReadingLine) -> ReadingEntry:
    told = opened(vault, row.told_sealed)
    said = {name: str(told.get(name, "")) for name in ("name", "unit", "account", "place", "number", "what")}
    return ReadingEntry(row.seq, row.at, row.kind, **said)
