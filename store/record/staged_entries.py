"""Entries of the people of an import: written while it is staged, in effect from the one entry of its switch on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from store.engine.columns import table_of
from store.record import record_sealing
from store.record.record_entries import Entry, Kind, Sealed
from store.tables import RecordEntry

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_LOG = table_of(RecordEntry)


@dataclass(slots=True)
class StagedList:
    """The staged entries of one run in their order: how many, and the digest of them all."""

    size: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def take(self, step: int, digest: str) -> None:
        self._hash.update(f"{step} {digest}\n".encode())
        self.size += 1

    @property
    def digest(self) -> str:
        return str(self._hash.hexdigest())


class SealedPeople(NamedTuple):
    """Of some people the entry that counts, and who has one of a run that is not in effect."""

    sealed: dict[int, Sealed]
    pending: set[int]


def stage(session: Session, run: str, told: StagedList, people: Iterable[Entry]) -> None:
    """Seal what these people are to be; nothing of it counts before `put_in_effect`."""
    entries = [replace(entry, kind=Kind.PERSON_STAGED, subject=run) for entry in people]
    for entry in entries:
        told.take(entry.step, entry.digest)
    record_sealing.add(session, entries)


def put_in_effect(session: Session, run: str, told: StagedList, at: datetime) -> None:
    if told.size:
        record_sealing.add(session, [Entry(Kind.IN_EFFECT, run, told.size, told.digest, at)])


def sealed_since(session: Session, seq: int) -> set[int]:
    """People who were changed after an entry, one by one or by an import that came into effect since."""
    alone = (_LOG.c.kind == Kind.PERSON.value) & (_LOG.c.seq > seq) & ~_LOG.c.found
    runs = select(_LOG.c.subject).where(_LOG.c.kind == Kind.IN_EFFECT.value, _LOG.c.seq > seq)
    imported = _LOG.c.subject.in_(list(session.scalars(runs))) & (_LOG.c.kind == Kind.PERSON_STAGED.value)
    return {step for which in (alone, imported) for step in session.scalars(select(_LOG.c.step).where(which))}


def of_people(session: Session, which: ColumnElement[bool]) -> SealedPeople:
    """The last entry of each person of a choice of entries; a staged one stands where its run came into effect."""
    runs = select(_LOG.c.subject, _LOG.c.seq).where(_LOG.c.kind == Kind.IN_EFFECT.value)
    since = {row.subject: row.seq for row in session.execute(runs)}
    query = select(_LOG.c.kind, _LOG.c.seq, _LOG.c.step, _LOG.c.digest, _LOG.c.subject)
    kinds = _LOG.c.kind.in_([Kind.PERSON.value, Kind.PERSON_STAGED.value])
    pending, placed = set[int](), list[tuple[int, int, Sealed]]()
    for row in session.execute(query.where(kinds, which)):
        seq = row.seq if row.kind == Kind.PERSON.value else since.get(row.subject)
        if seq is None:
            pending.add(row.step)
        else:
            placed.append((seq, row.step, Sealed(row.digest, row.subject)))
    return SealedPeople({step: sealed for _, step, sealed in sorted(placed)}, pending)
