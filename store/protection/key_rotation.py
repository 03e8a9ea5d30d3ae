"""Key rotation: everything is re-encrypted with the first key, in batches, while the service runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, exists, func, literal, not_, select, tuple_, update

from store.cases import stored_drafts
from store.engine.columns import raw
from store.engine.session import Store
from store.protection import look_up_hashes
from store.protection.sealed_columns import (
    Place,
    context_of,
    count_by_key,
    filled,
    in_clear,
    once_clear,
    sealed_columns,
    under,
)
from store.vault import Vault, VaultError, is_clear

__all__ = ["Outcome", "rotate", "sealed_columns"]

_ROWS, _SIZE = 500, 4_000_000  # of a batch: rows, and bytes without the last row
_PASSES = 10
_PAUSE = 1.0  # seconds: locked rows are released, and servers with an old key show
_NEW = "resealed_token"  # a parameter name that no column has: SQLAlchemy reserves those
Row = tuple[Any, ...]


@dataclass(slots=True)
class Outcome:
    """Problems of a rotation.

    `unopened` are the values that don't decrypt: table, column, row and the reason. `late` is true where a value was
    encrypted with an old key after the rotation began: a server was not restarted with the new one.
    """

    unopened: dict[tuple[str, str, Row], VaultError] = field(default_factory=dict)
    late: bool = False


def rotate(store: Store, progress: Callable[[str, int], None] | None = None, outcome: Outcome | None = None) -> int:
    """Re-encrypt everything with the ring's first key; returns how many values. Idempotent, may be interrupted.

    One transaction a batch, so the service may keep running. Passes are repeated until nothing is left under another
    key but undecryptable values, checked twice. Those are put into `outcome`; without it the first one's VaultError is
    raised at the end. Finished batches stay.
    """
    found = Outcome() if outcome is None else outcome
    before = {table: _last(store, table) for table, _ in sealed_columns()}
    total, clean = 0, False
    for _ in range(_PASSES):
        done = sum(_column(store, place, before[place[0]], progress, found) for place in sealed_columns())
        found.late |= clean and done > 0
        total += done
        was_clean, clean = clean, _left(store) <= len(found.unopened)
        if clean and (was_clean or not total):
            break
        if clean or not done:
            sleep(_PAUSE)
    if outcome is None and found.unopened:
        raise next(iter(found.unopened.values()))
    return total


def seal_clear(store: Store) -> int:
    """Encrypt the values of columns that an older release wrote in clear; returns how many. In batches, as a rotation.

    May be interrupted and repeated.
    """
    with store.read() as session:
        waiting = [
            place for place in filter(once_clear, sealed_columns())
            if session.scalar(select(exists().where(in_clear(place[1]))))
        ]  # fmt: skip
    done = sum(_column(store, place, None, None, Outcome()) for place in waiting)
    look_up_hashes.complete(store, urgent=False)
    with store.write() as session:
        return done + stored_drafts.seal_menus(session)


def _left(store: Store) -> int:
    with store.read() as session:
        return count_by_key(session.connection(), [store.vault.current])[""]


def _last(store: Store, table: Table) -> Row | None:
    """The last row there is."""
    with store.read() as session:
        row = session.execute(select(*table.primary_key).order_by(*(key.desc() for key in table.primary_key)).limit(1))
        return next((tuple(key) for key in row), None)


def _column(
    store: Store, place: Place, before: Row | None, progress: Callable[[str, int], None] | None, found: Outcome
) -> int:
    """One pass over one column, up to its present last row. `before` was the last row before the rotation."""
    table, column = place
    total, after, end = 0, None, _last(store, table)
    numbered = [key.name for key in table.primary_key] == ["id"]  # ids grow with creation
    while end is not None and (rows := _next(store, place, after, end)):
        began, after = monotonic(), rows[-1]
        done = _reseal(store, place, rows, found)
        found.late |= numbered and any(before is None or row > before for row in done)
        total += len(done)
        if progress and done:
            progress(f"{table.name}.{column.name}", len(done))
        if store.is_sqlite:
            sleep(monotonic() - began)  # leave half of the time to other processes that write
    return total


def _next(store: Store, place: Place, after: Row | None, end: Row) -> list[Row]:
    """The next rows under another key, found in a read transaction."""
    table, column = place
    keys = list(table.primary_key)
    query = select(*keys, func.length(raw(column))).where(_foreign(store.vault, place)).order_by(*keys).limit(_ROWS)
    types = [key.type for key in keys]
    query = query.where(tuple_(*keys) <= tuple_(*map(literal, end, types)))
    if after is not None:
        query = query.where(tuple_(*keys) > tuple_(*map(literal, after, types)))
    with store.read() as session:
        rows, size = list[Row](), 0
        for *key, length in session.execute(query):
            if size > _SIZE:
                break
            rows.append(tuple(key))
            size += length
        return rows


def _reseal(store: Store, place: Place, rows: Sequence[Row], found: Outcome) -> list[Row]:
    """The re-encrypted ones of these rows; rows locked or changed by others are skipped."""
    table, column = place
    keys, vault, fresh = list(table.primary_key), store.vault, dict[Row, object]()
    query = select(*keys, raw(column)).where(tuple_(*keys).in_(rows))
    with store.write() as session:
        held = session.execute(query.where(_foreign(vault, place)).with_for_update(skip_locked=True))
        for *key, token in held.all():
            try:
                fresh[tuple(key)] = _anew(vault, place, token)
            except VaultError as error:
                found.unopened[table.name, column.name, tuple(key)] = error
        if fresh:
            names = {f"{_NEW}_of_{number}": each for number, each in enumerate(keys)}
            where = [each == bindparam(name, type_=each.type) for name, each in names.items()]
            change = update(table).where(*where).values({column: bindparam(_NEW, type_=raw(column).type)})
            values = [dict(zip(names, key, strict=True)) | {_NEW: token} for key, token in fresh.items()]
            session.connection().execute(change, values)
    return list(fresh)


def _anew(vault: Vault, place: Place, token: Any) -> object:
    _, column = place
    context = context_of(place)
    if column.info["sealed"] == "bytes":
        return vault.seal_bytes(vault.open_bytes(token, context), context)
    if once_clear(place) and is_clear(token):
        return vault.seal(token, context)
    return vault.seal(vault.open(token, context), context)


def _foreign(vault: Vault, place: Place) -> ColumnElement[bool]:
    return and_(filled(place[1]), not_(under(place[1], vault.current)))
