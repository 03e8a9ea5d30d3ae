"""Connections to SQLite: write-ahead, durable commits, deleted content overwritten; writers begin by locking."""

from __future__ import annotations

import sqlite3
from time import sleep

from sqlalchemy import PoolProxiedConnection

_ATTEMPTS, _PAUSE = 100, 0.05  # five seconds
BUSY_MS = 30_000  # for a lock held by another process
_PRAGMAS = (
    "synchronous=FULL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "temp_store=MEMORY",
    "secure_delete=ON",  # what was replaced or deleted is overwritten, whichever library Python was built with
)  # fmt: skip


def prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # no implicit transactions of the driver
    _write_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL, with retries: SQLite's busy timeout does not cover this step where two open a new file at once."""
    for _ in range(_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            sleep(_PAUSE)
    connection.execute("PRAGMA journal_mode=WAL")


def only_read(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


def begin_reading(connection: PoolProxiedConnection) -> None:
    connection.driver_connection.execute("BEGIN")  # type: ignore[union-attr]


def begin_writing(connection: PoolProxiedConnection) -> None:
    connection.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
