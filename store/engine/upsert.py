"""INSERT … ON CONFLICT for the database's dialect; the other dialect is not imported (3 MiB)."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy.dialects import sqlite


@cache
def insert(table: Any, dialect: str) -> sqlite.Insert:
    """PostgreSQL's has the same `on_conflict_do_nothing`, `on_conflict_do_update` and `excluded`."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return cast(sqlite.Insert, postgresql.insert(table))
