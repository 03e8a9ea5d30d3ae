"""Dump and restore of a SQLite database as SQL, full-text index included, which sqlite3's own dump can't restore."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

_INSERT = re.compile(r'(?:INSERT INTO|DELETE FROM) "([^"]+)"')


def dump_sql(path: Path) -> str:
    """The whole database as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(_statements(connection)) + "\n"


def restore_sql(sql: str, path: Path) -> str:
    """Restore a dump into a SQLite file; returns its URL."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    return f"sqlite:///{path}"


def _statements(connection: sqlite3.Connection) -> Iterator[str]:
    """Tables, rows, then triggers, so that no trigger runs while rows are restored."""
    virtual, tables, rest = _parts(connection)
    shadows = [name for (name,) in connection.execute(_TABLES) if _is_shadow(name, virtual)]
    yield "BEGIN TRANSACTION;"
    yield from (f"{sql};" for _, sql in tables)
    yield from (f'DELETE FROM "{name}";' for name in shadows)  # filled when its index is created
    for statement in connection.iterdump():
        table = _INSERT.match(statement)
        if table and table[1] not in virtual and not table[1].startswith("sqlite_master"):
            yield statement
    yield from (f"{sql};" for sql in rest)
    yield "COMMIT;"


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'"


def _parts(connection: sqlite3.Connection) -> tuple[set[str], list[tuple[str, str]], list[str]]:
    """Virtual tables, other tables that are not their shadow tables, indexes and triggers."""
    found = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    made = [row for row in found if not row[1].startswith("sqlite_")]
    virtual = {name for _, name, sql in made if sql.startswith("CREATE VIRTUAL")}
    tables = [(name, sql) for kind, name, sql in made if kind == "table" and not _is_shadow(name, virtual)]
    return virtual, tables, [sql for kind, _, sql in made if kind != "table"]


def _is_shadow(name: str, virtual: set[str]) -> bool:
    return any(name.startswith(f"{each}_") for each in virtual)
