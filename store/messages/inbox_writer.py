"""Inbox writer with group commit: callbacks that arrive together share one commit, and its failure."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Protocol

from sqlalchemy.dialects import sqlite

from store.characters import user_key
from store.engine.deferral.later import defer
from store.engine.session import Store
from store.engine.upsert import insert
from store.messages.inbox import CONTEXT, due_of
from store.tables import InboxRow
from store.tables.people import USER_KEY

_COLUMNS = (
    "platform", "message_key", "user_key", "payload_sealed", "state", "attempts", "next_at", "received_at", "error",
    "message_id",
)  # fmt: skip

_MARKS = f"({', '.join('?' * len(_COLUMNS))})"
TOGETHER = 100  # messages in one statement


# DB-API errors caused by the row itself: the next row may be stored all the same.
_OF_THE_ROW = frozenset({"DataError", "IntegrityError", "ValueError", "TypeError"})
_Kept = tuple[tuple[Any, ...], "asyncio.Future[bool]"]  # a row, and the future of its caller


class InboxFailed(Exception):
    """The message is not stored: commit failed, queue full or writer closed. The platform retries."""


@dataclass(frozen=True, slots=True)
class LastTry:
    """The newest attempt to store callbacks: its failure, else None; `size` in bytes; `at` by the monotonic clock."""

    error: Exception | None = None
    size: int = 0
    at: float = float("-inf")


class _Lane(Protocol):
    """Writes one batch in one transaction and says which rows were new."""

    def write(self, rows: Sequence[tuple[Any, ...]]) -> list[bool]: ...


class InboxWriter:
    """Stores callbacks with group commit: while one batch is written, the next one is collected.

    `keep` is for an event loop, `put` for anybody else and for one message. `on_put` is called, in the writing
    thread, after each commit that stored something new; on PostgreSQL the jobs are deferred in the same transaction.
    """

    def __init__(self, store: Store, *, limit: int = 1000, on_put: Callable[[], None] | None = None) -> None:
        self._vault, self._limit, self._on_put = store.vault, limit, on_put
        self._lane: _Lane = _SqliteLane(store) if store.is_sqlite else _PostgresLane(store)
        self._thread = ThreadPoolExecutor(1, "inbox")  # starts with the first call
        self._gathered: list[_Kept] = []
        self._writing = self._closed = False
        self._last = LastTry()

    def put(
        self, platform: str, message_key: str, user: str, payload: bytes, now: datetime, message_id: str = ""
    ) -> bool:
        """Store one message; True where it is the first of its key. Returns only when it is durable.

        Raises InboxFailed where it is not stored.
        """
        if self._closed:
            raise InboxFailed("message not stored: the inbox is closed")
        return self._store([self._row(platform, message_key, user, payload, now, message_id)])[0]

    async def keep(
        self, platform: str, message_key: str, user: str, payload: bytes, now: datetime, message_id: str = ""
    ) -> bool:
        """As `put`, without holding up the event loop; calls that wait together share one commit and its failure."""
        if self._closed:
            raise InboxFailed("message not stored: the inbox is closed")
        if len(self._gathered) >= self._limit:
            raise InboxFailed("message not stored: too many are waiting")
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._gathered.append((self._row(platform, message_key, user, payload, now, message_id), done))
        if not self._writing:
            self._write()
        return await done

    @property
    def refuses(self) -> bool:
        """Whether a callback would be refused at once: closed, or too many are waiting."""
        return self._closed or len(self._gathered) >= self._limit

    @property
    def last(self) -> LastTry:
        return self._last

    def close(self) -> None:
        """Refuse what comes, finish what is being written."""
        self._closed = True
        self._thread.shutdown()

    def _row(
        self, platform: str, message_key: str, user: str, payload: bytes, now: datetime, message_id: str
    ) -> tuple[Any, ...]:
        if now.tzinfo is None:
            raise ValueError("naive instant: the store keeps aware ones only")
        sealed = self._vault.seal_bytes(payload, CONTEXT)
        whose = USER_KEY.of(self._vault, user_key(user))
        return (platform, message_key, whose, sealed, "received", 0, now, now, "", message_id)

    def _write(self) -> None:
        batch, self._gathered, self._writing = self._gathered, [], True
        self._thread.submit(self._commit, batch, asyncio.get_running_loop())

    def _commit(self, batch: list[_Kept], loop: asyncio.AbstractEventLoop) -> None:
        try:
            results: list[bool | InboxFailed] = [*self._store([row for row, _ in batch])]
        except InboxFailed as error:
            results = [error] * len(batch)
        loop.call_soon_threadsafe(self._tell, batch, results)

    def _tell(self, batch: list[_Kept], results: list[bool | InboxFailed]) -> None:
        """In the event loop: begin the next batch, then resolve the futures of this one."""
        self._writing = False
        if self._gathered:
            self._write()
        for (_, done), result in zip(batch, results, strict=True):
            if done.cancelled():
                continue  # the platform disconnected; the message is stored all the same
            if isinstance(result, InboxFailed):
                done.set_exception(result)
            else:
                done.set_result(result)

    def _store(self, rows: list[tuple[Any, ...]]) -> list[bool]:
        try:
            fresh = self._lane.write(rows)
            self._last = LastTry(at=monotonic())
        except Exception as error:
            if not {kind.__name__ for kind in type(error).__mro__} & _OF_THE_ROW:
                self._last = LastTry(error, sum(len(row[3]) for row in rows), monotonic())
            raise InboxFailed(f"message not stored: {type(error).__name__}") from error
        if self._on_put and any(fresh):
            self._on_put()
        return fresh


class _SqliteLane:
    """One statement a batch, with priority for the write lock.

    It uses the connection that all writers share: a commit on another one would invalidate its page cache. A single
    statement is a transaction and releases the interpreter lock (GIL) once; with several, this thread would have to
    wait for it again each time.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        row = insert(InboxRow.__table__, "sqlite").on_conflict_do_nothing()
        one = str(row.compile(dialect=sqlite.dialect(), column_keys=list(_COLUMNS)))
        self._head, self._tail = one.split(_MARKS)
        self._again = "UPDATE inbox SET repeats = repeats + 1 WHERE platform = ? AND message_key = ?"

    def write(self, rows: Sequence[tuple[Any, ...]]) -> list[bool]:
        fresh: list[bool] = []
        for start in range(0, len(rows), TOGETHER):
            fresh += self._written(rows[start : start + TOGETHER])
        return fresh

    def _written(self, rows: Sequence[tuple[Any, ...]]) -> list[bool]:
        values = [value for row in rows for value in (*row[:6], _naive(row[6]), _naive(row[7]), *row[8:])]
        with self._store.write_lock(first=True), closing(self._store.engine.raw_connection()) as pooled:
            connection: Any = pooled.driver_connection
            cursor = connection.execute(self._head + ", ".join([_MARKS] * len(rows)) + self._tail, values)
            if cursor.rowcount == len(rows):
                return [True] * len(rows)
            fresh = self._which_are_new(connection, rows, cursor.lastrowid, cursor.rowcount)
            connection.executemany(self._again, [row[:2] for row, new in zip(rows, fresh, strict=True) if not new])
            return fresh

    def _which_are_new(self, connection: Any, rows: Sequence[tuple[Any, ...]], last: int, count: int) -> list[bool]:
        """Some were duplicates: the new ones have the last `count` ids, which one statement assigns consecutively."""
        query = "SELECT platform, message_key FROM inbox WHERE id > ? AND id <= ?"
        new = set(connection.execute(query, (last - count, last)).fetchall()) if count else set()
        fresh = []
        for platform, key, *_ in rows:
            fresh.append((platform, key) in new)
            new.discard((platform, key))
        return fresh


_COUNT_AGAIN = (  # but for one that is being handled just now: this batch must not wait for it
    "UPDATE inbox SET repeats = repeats + 1 WHERE id IN "
    "(SELECT id FROM inbox WHERE platform = %s AND message_key = %s FOR UPDATE SKIP LOCKED)"
)


class _PostgresLane:
    """One pipelined batch a transaction; PostgreSQL itself groups the commits of several processes."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        row = insert(InboxRow, "postgresql").on_conflict_do_nothing().returning(InboxRow.id)
        compiled = row.compile(dialect=store.engine.dialect, column_keys=list(_COLUMNS))
        self._sql = str(compiled)

    def write(self, rows: Sequence[tuple[Any, ...]]) -> list[bool]:
        new: list[tuple[int] | None] = []
        with self._engine.connect() as connection, connection.begin():
            cursor: Any = connection.connection.cursor()  # psycopg's own
            cursor.executemany(self._sql, [dict(zip(_COLUMNS, row, strict=True)) for row in rows], returning=True)
            while True:
                new.append(cursor.fetchone())
                if not cursor.nextset():
                    break
            if again := [row[:2] for found, row in zip(new, rows, strict=True) if not found]:
                cursor.executemany(_COUNT_AGAIN, again)
            cursor.close()
            due = [due_of(*found, *_sender(row)) for found, row in zip(new, rows, strict=True) if found]
            if due:
                defer(connection.connection.driver_connection, due)
        return [found is not None for found in new]


def _sender(row: tuple[Any, ...]) -> tuple[str, str]:
    """The platform, and the keyed hash of the user."""
    return row[0], row[2]


def _naive(instant: datetime) -> str:
    """A UTC instant in SQLAlchemy's format for SQLite."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
