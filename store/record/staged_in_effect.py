"""The entry that counts for each person and catalogue entry: the last one; a staged one where it came into effect."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import select

from store.engine.columns import table_of
from store.record.record_entries import STAGED, Kind, Sealed
from store.tables import RecordEntry

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

_LOG = table_of(RecordEntry)


class SealedRows(NamedTuple):
    """Of some rows the entry that counts, and which have one of a run that is not in effect."""

    sealed: dict[int, Sealed]
    pending: set[int]


def people_sealed_since(session: Session, seq: int) -> set[int]:
    """People who were changed after an entry, one by one or by an import that came into effect since."""
    alone = (_LOG.c.kind == Kind.PERSON.value) & (_LOG.c.seq > seq) & ~_LOG.c.found
    runs = select(_LOG.c.subject).where(_LOG.c.kind == Kind.IN_EFFECT.value, _LOG.c.seq > seq)
    imported = _LOG.c.subject.in_(list(session.scalars(runs))) & (_LOG.c.kind == Kind.PERSON_STAGED.value)
    return {step for which in (alone, imported) for step in session.scalars(select(_LOG.c.step).where(which))}


def of_rows(session: Session, kind: Kind, which: ColumnElement[bool]) -> SealedRows:
    """The last entry of each row of a choice of entries; a staged one stands where its run came into effect."""
    runs = select(_LOG.c.subject, _LOG.c.seq).where(_LOG.c.kind == Kind.IN_EFFECT.value)
    since = {row.subject: row.seq for row in session.execute(runs)}
    query = select(_LOG.c.kind, _LOG.c.seq, _LOG.c.step, _LOG.c.digest, _LOG.c.subject)
    kinds = _LOG.c.kind.in_([kind.value, STAGED[kind].value])
    pending, placed = set[int](), list[tuple[int, int, Sealed]]()
    for row in session.execute(query.where(kinds, which)):
        seq = row.seq if row.kind == kind.value else since.get(row.subject)
        if seq is None:
            pending.add(row.step)
        else:
            placed.append((seq, row.step, Sealed(row.digest, "")))
    return SealedRows({step: sealed for _, step, sealed in sorted(placed)}, pending)
