"""A new key seals everything anew, column by column, without a moment in which anything lies open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Table, bindparam, select, update

from store.session import Store
from store.tables import Base
from store.vault import Vault

_BATCH = 500


def sealed_columns() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of the store that holds sealed values."""
    for table in Base.metadata.sorted_tables:
        yield from ((table, column) for column in table.columns if "sealed" in column.info)


def rotate(store: Store, progress: Callable[[str, int], None] | None = None) -> int:
    """Re-seal everything with the ring's first key; returns how many values. Safe to stop and to run again.

    Each batch is its own transaction, so the service may keep running. An old key may leave the ring when a
    second run returns 0. Raises VaultError where a value can't be opened; what was done before stays done.
    """
    total = 0
    for table, column in sealed_columns():
        after = 0
        while True:
            seen, changed, after = _batch(store, table, column, after)
            total += changed
            if progress and changed:
                progress(f"{table.name}.{column.name}", changed)
            if seen < _BATCH:
                break
    return total


def _batch(store: Store, table: Table, column: Column[Any], after: int) -> tuple[int, int, int]:
    context, vault = f"{table.name}:{column.name}", store.vault
    reseal: Callable[[Vault, Any, str], object] = _text if column.info["sealed"] == "text" else _bytes
    with store.write() as session:
        query = select(table.c.id, column).where(table.c.id > after).order_by(table.c.id).limit(_BATCH)
        rows = session.execute(query.with_for_update()).all()
        fresh = [
            {"key": row[0], "token": reseal(vault, row[1], context)} for row in rows if not vault.is_current(row[1])
        ]
        if fresh:
            place = update(table).where(table.c.id == bindparam("key")).values({column: bindparam("token")})
            session.connection().execute(place, fresh)
    return len(rows), len(fresh), rows[-1][0] if rows else after


def _text(vault: Vault, token: str, context: str) -> str:
    return vault.seal(vault.open(token, context), context)


def _bytes(vault: Vault, token: bytes, context: str) -> bytes:
    return vault.seal_bytes(vault.open_bytes(token, context), context)
