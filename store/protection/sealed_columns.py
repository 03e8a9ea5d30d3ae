"""Encrypted columns, and how many values each key encrypts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, case, exists, func, inspect, literal, select

from store.engine.columns import SealedText, raw
from store.tables import Base
from store.vault import prefix_of

Place = tuple[Table, Column[Any]]


def sealed_columns() -> Iterator[Place]:
    """Every column of the store that holds sealed values."""
    for table in Base.metadata.sorted_tables:
        yield from ((table, column) for column in table.columns if "sealed" in column.info)


def standing_columns(connection: Connection) -> list[Place]:
    """The encrypted columns that exist in the database, which may be empty or of an older release."""
    look = inspect(connection)
    there = set(look.get_table_names())
    names = {table.name for table, _ in sealed_columns()} & there
    columns = {name: {str(column["name"]) for column in look.get_columns(name)} for name in names}
    return [(table, column) for table, column in sealed_columns() if column.name in columns.get(table.name, ())]


def filled(column: Column[Any]) -> ColumnElement[bool]:
    """Whether the column holds a value; an erased one is the empty text."""
    kept = raw(column)
    return and_(column.is_not(None), kept != literal(b"" if column.info["sealed"] == "bytes" else "", kept.type))


def under(column: Column[Any], key_id: str) -> ColumnElement[bool]:
    """Whether this key encrypted it. Not by LIKE, which ignores case on SQLite and treats `_` as a wildcard."""
    prefix = prefix_of(key_id)
    begins = prefix.encode() if column.info["sealed"] == "bytes" else prefix
    kept = raw(column)
    return func.substr(kept, 1, len(prefix), type_=kept.type) == literal(begins, kept.type)


def in_clear(column: Column[Any]) -> ColumnElement[bool]:
    """Whether the value is from before the column was encrypted."""
    kept = raw(column)
    return and_(filled(column), func.substr(kept, 1, 3, type_=kept.type) != literal("v1:", kept.type))


def context_of(place: Place) -> str:
    """What a value of the column is bound to."""
    table, column = place
    return column.type.context if isinstance(column.type, SealedText) else f"{table.name}:{column.name}"


def once_clear(place: Place) -> bool:
    """Whether the column was not encrypted in an older release."""
    return isinstance(place[1].type, SealedText)


def any_sealed(connection: Connection) -> bool:
    """True where at least one sealed value is stored; False for a database that is empty or was only just set up."""
    return any(connection.scalar(select(exists().where(filled(column)))) for _, column in standing_columns(connection))


def count_by_key(connection: Connection, key_ids: Iterable[str]) -> dict[str, int]:
    """How many values each of these keys encrypts; "" counts those of no such key."""
    ids, total = list(key_ids), dict[str, int]()
    for _, column in standing_columns(connection):
        each = [func.coalesce(func.sum(case((under(column, key_id), 1), else_=0)), 0) for key_id in ids]
        whole, *counts = connection.execute(select(func.count(), *each).where(filled(column))).one()
        for key_id, count in (*zip(ids, counts, strict=True), ("", whole - sum(counts))):
            total[key_id] = total.get(key_id, 0) + int(count)
    return total
