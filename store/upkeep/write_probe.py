"""Write probe (readiness): stores a callback-like row and deletes it in one transaction, with a short timeout."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, delete, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from store.engine.connections.sqlite_connections import BUSY_MS
from store.engine.session import Store
from store.engine.upsert import insert
from store.tables import InboxRow

PATIENCE_MS = 2500  # timeout for a lock held by others
USUAL = 4096  # bytes: more than a usual callback
_PROBE = "probe"  # no platform has this name

_LOCKED, _FULL, _READ_ONLY = "数据库被其他程序占用", "磁盘已满", "数据库只读"
_SQLITE = {5: _LOCKED, 6: _LOCKED, 8: _READ_ONLY, 10: "磁盘读写出错", 13: _FULL, 14: "数据库文件打不开"}
_POSTGRESQL = {
    "25006": _READ_ONLY,
    "53100": _FULL,
    "55P03": _LOCKED,
    "57014": _LOCKED,
    "42501": "数据库帐户没有写入权限",
}
_AWAY = "数据库连接不上"


class CannotStore(Exception):
    """Its text is the reason, in Chinese."""


def try_to_store(store: Store, now: datetime, size: int = USUAL) -> None:
    """Commit a row of `size` bytes that is inserted and deleted in one transaction. Raises CannotStore within seconds.

    Locks, permissions, pages and log are those of a real callback.
    """
    row = {
        "platform": _PROBE, "message_key": uuid4().hex, "user_key": _PROBE, "payload_sealed": bytes(size),
        "state": "received", "attempts": 0, "next_at": now, "received_at": now, "error": "",
    }  # fmt: skip
    try:
        with _with_lock_timeout(store) as connection:
            connection.execute(insert(InboxRow, store.engine.dialect.name), row)
            connection.execute(delete(InboxRow).where(InboxRow.platform == _PROBE))
    except (DBAPIError, PoolTimeoutError, sqlite3.Error) as error:
        raise CannotStore(reason_of(error)) from error


def reason_of(error: Exception) -> str:
    """By the error code, because the message's language depends on the installation."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        known = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    else:
        state = getattr(cause, "sqlstate", None) or ""
        known = _POSTGRESQL.get(state) or (_AWAY if state[:2] in ("", "08", "57") else None)
    return known or f"数据库写不进去（{type(cause).__name__}）"


@contextmanager
def _with_lock_timeout(store: Store) -> Iterator[Connection]:
    """A transaction with a short lock timeout; without the write lock, so it delays no callback."""
    with store.engine.connect() as connection:
        if not store.is_sqlite:
            with connection.begin():
                connection.execute(text(f"SET LOCAL lock_timeout = {PATIENCE_MS}"))
                connection.execute(text(f"SET LOCAL statement_timeout = {PATIENCE_MS}"))
                yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        try:
            with connection.begin():
                yield connection
        finally:
            driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def database_time(session: Session) -> datetime | None:
    """The clock of the database server; None for SQLite, which uses ours."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    told: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return told
