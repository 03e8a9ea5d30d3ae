"""What is read on the hot path is handed out as it is stored: in no session, and never written by changing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, instance_state
from sqlalchemy.orm.util import identity_key

from store.columns import Base

Row = TypeVar("Row", bound=Base)


def snapshot(row: Row, values: Mapping[str, Any]) -> Row:
    """A row of the store that belongs to no session; `values` are all of its columns, `id` among them."""
    instance_state(row).key = identity_key(type(row), values["id"])
    return filled(row, values)


def filled(row: Row, values: Mapping[str, Any]) -> Row:
    """Set what is stored: it is the state, not a change of it, and so passes the bookkeeping of changes by."""
    instance_dict(row).update(values)
    return row


def detached(row: Row) -> Row:
    """To SQLAlchemy a row that was read once and let go."""
    make_transient_to_detached(row)
    return row
