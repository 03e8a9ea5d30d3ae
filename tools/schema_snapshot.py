"""Writes store/migrations/newest.sql: the schema after all migrations on SQLite, used for new databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from store.engine.migration import run_migrations
from store.engine.schema_snapshot import SNAPSHOT, snapshot_title
from store.engine.session import open_engine

OWN = "entry_words_"  # tables that the full-text index creates itself
ORDER = ("table", "index", "trigger")


def snapshot() -> str:
    """The whole file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "stepped.db"
        engine = open_engine(f"sqlite:///{path}")
        run_migrations(engine, "head")
        engine.dispose()
        with closing(sqlite3.connect(path)) as database:
            return "\n".join((snapshot_title(), *_statements(database))) + "\n"


def _statements(database: sqlite3.Connection) -> Iterator[str]:
    made = database.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").fetchall()
    for _, name, sql in sorted(made, key=lambda row: ORDER.index(row[0])):
        if not name.startswith(OWN):
            yield f"{sql};"
    (revision,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
    yield f"INSERT INTO alembic_version VALUES ('{revision}');"  # noqa: S608 - a step's number


if __name__ == "__main__":
    SNAPSHOT.write_text(snapshot(), encoding="utf-8")
