"""Upgrade: rows that were there before the record are sealed as they were found, in batches, and marked as such."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic, sleep
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from store.engine.columns import table_of
from store.record import record_sealing, row_entries, staged_in_effect
from store.record.record_entries import STAGED, Entry, Kind
from store.record.row_tables import ROW_TABLES, RowTable
from store.tables import HistoryLine, Meta, RecordEntry, Ticket

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.session import Store
    from store.vault import Vault

SIZE = 500  # rows of one transaction
_LOG, _LINES = table_of(RecordEntry), table_of(HistoryLine)
Batch = list[tuple[int, list[Entry]]]  # rows by their keys, each with its entries
Source = Callable[["Session", "Vault", int, int, datetime], Batch]


def is_due(session: Session) -> bool:
    """Whether the record has to begin, or rows that were there before it wait to be sealed."""
    return _extent(session) < record_sealing.EXTENT


def is_upgrade(session: Session) -> bool:
    """Whether there was anything before the record, or before its later kinds."""
    notes = Meta.key.in_((record_sealing.BEFORE, record_sealing.JOINED))
    return bool(session.scalar(select(Meta.value).where(notes).limit(1)))


def seal_all(store: Store, now: datetime, watch: Callable[[str, int], None] | None = None) -> int:
    """Seal what was there before, a batch a transaction; may be interrupted and repeated. Returns how many rows."""
    with store.write() as session:
        record_sealing.begin(session, now)
        record_sealing.add(session, _joining(session, now))
    with store.read() as session:
        waiting = _waiting(session) if is_due(session) else {}
    done = 0
    for kind, until in waiting.items():
        done += _seal_kind(store, _SOURCES[kind], until, now, watch and partial(watch, kind))
    with store.write() as session:
        if is_due(session):
            record_sealing.add(session, [record_sealing.all_sealed(now)])
    return done


def _joining(session: Session, now: datetime) -> list[Entry]:
    """Kinds that join a record which is older than they: which of their rows were there before."""
    if record_sealing.size(session) == 0 or not is_due(session):
        return []
    noted = record_sealing.waiting(session, record_sealing.JOINED, now=now)
    return [entry for entry in noted if entry.subject not in _waiting(session)]


def _extent(session: Session) -> int:
    """Of which kinds all rows are sealed that were there before; -1 where that never ended."""
    query = select(func.max(_LOG.c.step)).where(_LOG.c.kind == Kind.FOUND.value, _LOG.c.subject == "")
    found = session.scalar(query)
    return -1 if found is None else int(found)


def _waiting(session: Session) -> Mapping[Kind, int]:
    """The last row of each kind that is to be sealed as found since the last time that all were."""
    query = select(_LOG.c.subject, _LOG.c.step).where(_LOG.c.kind == Kind.FOUND.value).order_by(_LOG.c.seq)
    found: dict[Kind, int] = {}
    for name, last in session.execute(query):
        if name:
            found[Kind(name)] = last
        else:
            found.clear()
    return found


def _seal_kind(store: Store, source: Source, until: int, now: datetime, watch: Callable[[int], None] | None) -> int:
    after, done = 0, 0
    while True:
        began = monotonic()
        with store.write() as session:
            batch = source(session, store.vault, after, until, now)
            found = _unsealed(session, [entry for _, entries in batch for entry in entries])
            record_sealing.add(session, [replace(entry, found=True) for entry in found])
        if not batch:
            return done
        after, done = batch[-1][0], done + len(batch)
        if watch:
            watch(done)
        sleep(monotonic() - began)  # leave half of the time to the running service


def _unsealed(session: Session, entries: Iterable[Entry]) -> list[Entry]:
    """Those that have none yet: what was written since the record began has sealed itself."""
    wanted = {(entry.kind.value, entry.subject, entry.step): entry for entry in entries}
    if not wanted:
        return []
    kinds, steps = {key[0] for key in wanted}, {key[2] for key in wanted}
    query = select(_LOG.c.kind, _LOG.c.subject, _LOG.c.step).where(_LOG.c.kind.in_(kinds))
    if steps == {0} or Kind.STEP.value in kinds:
        query = query.where(_LOG.c.subject.in_({key[1] for key in wanted}))
    else:
        query = query.where(_LOG.c.step.in_(steps))
    there = {tuple(row) for row in session.execute(query)}
    for kind in STAGED.keys() & {Kind(name) for name in kinds}:  # an import may have changed them since
        changed = staged_in_effect.of_rows(session, kind, _LOG.c.step.in_(steps)).sealed
        there |= {(kind.value, "", step) for step in changed}
    return [entry for key, entry in wanted.items() if key not in there]


def _steps(session: Session, _: Vault, after: int, until: int, __: datetime) -> Batch:
    query = select(_LINES.c.id, Ticket.number, _LINES.c.seq, _LINES.c.hash, _LINES.c.at)
    query = query.join(Ticket, Ticket.id == _LINES.c.ticket_id).where(_LINES.c.id > after, _LINES.c.id <= until)
    rows = session.execute(query.order_by(_LINES.c.id).limit(SIZE)).mappings()
    return [(row["id"], [row_entries.step(row["number"], dict(row))]) for row in rows]


def _filings(session: Session, vault: Vault, after: int, until: int, now: datetime) -> Batch:
    query = select(Ticket).where(Ticket.id > after, Ticket.id <= until).order_by(Ticket.id).limit(SIZE)
    return [
        (ticket.id, [row_entries.filing(ticket, now), row_entries.contact(vault, ticket, now)])
        for ticket in session.scalars(query)
    ]


def _rows(table: RowTable, session: Session, vault: Vault, after: int, until: int, now: datetime) -> Batch:
    return [(key, [table.entry(vault, row, now)]) for key, row in table.page(session, after, SIZE, until)]


_SOURCES: Mapping[Kind, Source] = {
    Kind.STEP: _steps,
    Kind.FILING: _filings,
    **{table.kind: partial(_rows, table) for table in ROW_TABLES},
}


def count(session: Session) -> int:
    """How many entries vouch for rows only as they were found."""
    return session.scalar(select(func.count()).select_from(_LOG).where(_LOG.c.found)) or 0
