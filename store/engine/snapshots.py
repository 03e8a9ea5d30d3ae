"""Detached snapshots: rows of the hot path belong to no session, so changing one never writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import instance_dict, instance_state, manager_of_class

from store.engine.columns import Base

Row = TypeVar("Row", bound=Base)


def snapshot(kind: type[Row], values: Mapping[Any, Any]) -> Row:
    """A row that belongs to no session; `values` are all of its columns, `id` included.

    Built as SQLAlchemy builds loaded rows, without the constructor, which is for new rows.
    """
    make, key_of = _made(kind)
    row: Row = make()
    instance_state(row).key = key_of((values["id"],))
    instance_dict(row).update(values)
    return row


@cache
def _made(kind: type[Row]) -> tuple[Callable[[], Row], Callable[[tuple[Any, ...]], Any]]:
    key_of = class_mapper(kind).identity_key_from_primary_key  # configures the mappers, too
    return manager_of_class(kind).new_instance, key_of


def filled(row: Row, values: Mapping[Any, Any]) -> Row:
    """Set stored values without marking them as changes."""
    instance_dict(row).update(values)
    return row
