"""A statement is compiled once a process, not once a test: engines of one kind with equal keys share it.

SQLAlchemy keeps compiled statements for each dialect; what converts sealed columns is a part of them, so only
databases with the same keys count as one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(5000)


class _Shared:
    """Equality by kind of database and keys: what two of them compile is then the same."""

    objection_keys: Any = None

    def __eq__(self, other: object) -> bool:
        return self is other or (type(self) is type(other) and self._keys() == other._keys())

    def __hash__(self) -> int:
        return hash(type(self))  # of the keys, too, it would change with them

    def _keys(self) -> object:
        if self.objection_keys is None:
            return id(self)  # equal to none but itself
        vault = self.objection_keys()
        return vault.current, vault.marks

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=_COMPILED)


class SharedSqlite(_Shared, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class SharedPostgresql(_Shared, PGDialect_psycopg):
    supports_statement_cache = True


def share_statements() -> None:
    """From now on, every engine opened in this process shares its statements with its like."""
    registry.register("sqlite", __name__, SharedSqlite.__name__)
    registry.register("postgresql.psycopg", __name__, SharedPostgresql.__name__)
