"""Schema snapshot: a new SQLite database gets the newest schema from one SQL file, generated from the migrations.

The file carries a digest of the migrations: where they have changed since, it is ignored and the migrations run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parents[1] / "migrations"
SNAPSHOT = MIGRATIONS / "newest.sql"


def create_from_snapshot(connection: Connection) -> bool:
    """Create all tables, in the caller's transaction; False where there is a table already or the snapshot is stale."""
    if connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first():
        return False
    title, _, script = SNAPSHOT.read_text(encoding="utf-8").partition("\n")
    if title != snapshot_title():
        return False
    for statement in _statements(script):
        connection.exec_driver_sql(statement)
    return True


def snapshot_title() -> str:
    """The first line of a snapshot of the present migrations."""
    digest = sha256()
    for path in sorted(MIGRATIONS.rglob("*.py")):
        digest.update(path.read_bytes())
    return f"-- Written by `python -m tools.schema_snapshot` from the steps with the digest {digest.hexdigest()}"


def _statements(script: str) -> Iterator[str]:
    """Split into statements; a trigger contains semicolons of its own."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
