"""Detached snapshots: rows of the hot path belong to no session, so changing one never writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import instance_dict, instance_state, manager_of_class

from store.engine.columns import Base, table_of

Row = TypeVar("Row", bound=Base)


def snapshot(kind: type[Row], values: Sequence[Any], **related: Any) -> Row:
    """A row that belongs to no session; `values` are all of its columns in the table's order, `id` first.

    Built as SQLAlchemy builds loaded rows, without the constructor, which is for new rows. `related` are rows and
    lists of rows that were read with it.
    """
    make, key_of, names = _made(kind)
    row: Row = make()
    instance_state(row).key = key_of((values[0],))
    instance_dict(row).update(zip(names, values, strict=True), **related)
    return row


@cache
def _made(kind: type[Row]) -> tuple[Callable[[], Row], Callable[[tuple[Any, ...]], Any], Sequence[str]]:
    key_of = class_mapper(kind).identity_key_from_primary_key  # configures the mappers, too
    return manager_of_class(kind).new_instance, key_of, [column.name for column in table_of(kind).columns]


def filled(row: Row, values: Mapping[Any, Any]) -> Row:
    """Set stored values without marking them as changes."""
    instance_dict(row).update(values)
    return row
