"""What is read on the hot path is handed out as it is stored: in no session, and never written by changing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.attributes import instance_dict, instance_state, manager_of_class

from store.engine.columns import Base

Row = TypeVar("Row", bound=Base)


def snapshot(kind: type[Row], values: Mapping[Any, Any]) -> Row:
    """A row of the store that belongs to no session; `values` are all of its columns, `id` among them.

    It is made as SQLAlchemy makes what it loads, past the constructor, which is for rows that are new.
    """
    make, key_of = _made(kind)
    row: Row = make()
    instance_state(row).key = key_of((values["id"],))
    instance_dict(row).update(values)
    return row


@cache
def _made(kind: type[Row]) -> tuple[Callable[[], Row], Callable[[tuple[Any, ...]], Any]]:
    key_of = class_mapper(kind).identity_key_from_primary_key  # settles how the classes hang together, too
    return manager_of_class(kind).new_instance, key_of


def filled(row: Row, values: Mapping[Any, Any]) -> Row:
    """Set what is stored: it is the state, not a change of it, and so passes the bookkeeping of changes by."""
    instance_dict(row).update(values)
    return row
