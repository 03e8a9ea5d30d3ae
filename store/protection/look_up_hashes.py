"""Keyed hashes by which names and accounts are found: what an older release left without is completed at the start.

People without one would be found by no search, and accounts by no callback, so nothing is served before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, func, select, type_coerce, update

from store.engine.columns import KeyedIndex, fixed, raw, table_of
from store.tables import Account, DirectoryEvent, InboxRow, OutboxRow, Person
from store.tables.people import USER_KEY

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

    from store.engine.session import Store

AT_ONCE = 500  # rows in one transaction
_PEOPLE, _OUTBOX, _INBOX = table_of(Person), table_of(OutboxRow), table_of(InboxRow)


@dataclass(frozen=True, slots=True)
class _Missing:
    """Rows of a table that lack the hash in `hashed` of what is in `source`; `urgent` are those that are looked for."""

    table: Table
    hashed: str
    source: str
    urgent: ColumnElement[bool]

    @property
    def column(self) -> Column[Any]:
        return self.table.c[self.hashed]

    @property
    def type(self) -> KeyedIndex:
        return self.column.type if isinstance(self.column.type, KeyedIndex) else USER_KEY

    @property
    def told(self) -> ColumnElement[Any]:
        """The text to be hashed: the column itself where it held the text before."""
        return self.stored if self.hashed == self.source else self.table.c[self.source]

    @property
    def stored(self) -> ColumnElement[Any]:
        return type_coerce(self.column, Text())

    @property
    def is_bare(self) -> ColumnElement[bool]:
        if self.hashed == self.source:
            return and_(self.stored != "", func.substr(self.stored, 1, 1) != self.type.mark)
        return and_(self.stored == "", raw(self.table.c[self.source]) != "")


_MISSING = (
    _Missing(_PEOPLE, "name_index", "name", fixed("1 = 1")),
    _Missing(table_of(Account), "user_key", "user_key", fixed("1 = 1")),
    _Missing(table_of(DirectoryEvent), "user_key", "user_key", fixed("1 = 1")),
    _Missing(_INBOX, "user_key", "user_key", fixed("state <> 'done'")),
    _Missing(_OUTBOX, "user_index", "user", fixed("state IN ('pending', 'sending', 'dead')")),
)


def complete(store: Store, *, urgent: bool = True) -> int:
    """Write the hashes that are missing; `urgent` only those by which something is looked for. May be repeated."""
    total = 0
    for missing in _MISSING:
        while done := _some(store, missing, urgent):
            total += done
    return total


def _some(store: Store, missing: _Missing, urgent: bool) -> int:
    keys = list(missing.table.primary_key)
    query = select(*keys, missing.told.label("told")).where(missing.is_bare)
    query = query.where(missing.urgent) if urgent else query
    names = [f"its_{key.name}" for key in keys]
    fits = [key == bindparam(name, type_=key.type) for key, name in zip(keys, names, strict=True)]
    change = update(missing.table).where(*fits).values({missing.hashed: bindparam("told", type_=missing.type)})
    with store.write() as session:
        rows = session.connection().execute(query.limit(AT_ONCE)).all()
        values = [dict(zip((*names, "told"), row, strict=True)) for row in rows]
        if values:
            session.connection().execute(change, values)
    return len(rows)
