"""What `put` returned for is on disk: callbacks that arrive together share one commit, and share its failure."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy.dialects import postgresql, sqlite

from store.inbox import CONTEXT
from store.people import user_key
from store.session import Store
from store.tables import InboxRow

_COLUMNS = (
    "platform", "message_key", "user_key", "payload_sealed", "state", "attempts", "next_at", "received_at", "error",
)  # fmt: skip


class InboxFailed(Exception):
    """The message is not stored: commit failed, queue full or writer closed. Let the platform repeat it."""


class _Put:
    """One waiting call: `turn` is released when it is done, or when it is to lead the next batch."""

    __slots__ = ("done", "error", "fresh", "row", "turn")

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.row = row
        self.turn = threading.Lock()
        self.turn.acquire()
        self.done = False
        self.fresh = False
        self.error: BaseException | None = None


class _Lane(Protocol):
    """Writes one batch in one transaction and says which rows were new."""

    def write(self, rows: Sequence[tuple[Any, ...]]) -> list[bool]: ...

    def close(self) -> None: ...


class InboxWriter:
    """Stores callbacks with group commit, without a thread of its own.

    The first caller commits for everybody who came before its commit began; those who come meanwhile wait, and the
    first of them leads the next batch. Nothing lingers: when the last `put` has returned there is nothing to drain.
    `on_put` is called after each commit that stored something new.
    """

    def __init__(self, store: Store, *, limit: int = 1000, on_put: Callable[[], None] | None = None) -> None:
        self._vault = store.vault
        self._limit = limit
        self._on_put = on_put
        self._guard = threading.Lock()
        self._queue: deque[_Put] = deque()
        self._leading = False
        self._closed = False
        self._idle = threading.Condition(self._guard)
        self._lane: _Lane = _SqliteLane(store) if store.is_sqlite else _PostgresLane(store)

    def put(self, platform: str, message_key: str, user: str, payload: bytes, now: datetime) -> bool:
        """Store one message; True where it is the first of its key. Returns only when it is durable.

        Raises InboxFailed where it is not stored.
        """
        if now.tzinfo is None:
            raise ValueError("naive instant: the store keeps aware ones only")
        sealed = self._vault.seal_bytes(payload, CONTEXT)
        put = _Put((platform, message_key, user_key(user), sealed, "received", 0, now, now, ""))
        if not self._enter(put):
            put.turn.acquire()
        if not put.done:
            self._lead()
        if put.error is not None:
            raise InboxFailed(f"message not stored: {type(put.error).__name__}") from put.error
        return put.fresh

    def close(self) -> None:
        """Refuse what comes, wait for what is under way, give the connection back."""
        with self._guard:
            self._closed = True
            while self._leading:
                self._idle.wait()
        self._lane.close()

    def _enter(self, put: _Put) -> bool:
        """Join the queue; True where this caller leads at once."""
        with self._guard:
            if self._closed:
                raise InboxFailed("message not stored: the inbox is closed")
            if len(self._queue) >= self._limit:
                raise InboxFailed("message not stored: too many are waiting")
            self._queue.append(put)
            if self._leading:
                return False
            self._leading = True
            return True

    def _lead(self) -> None:
        with self._guard:
            batch = list(self._queue)
            self._queue.clear()
        try:
            fresh = self._lane.write([put.row for put in batch])
            for put, new in zip(batch, fresh, strict=True):
                put.fresh = new
        except BaseException as error:  # noqa: BLE001 - whatever it was, nobody of this batch may believe it is stored
            for put in batch:
                put.error = error
        self._hand_over()
        for put in batch:
            put.done = True
            put.turn.release()
        if self._on_put and any(put.fresh for put in batch):
            self._on_put()

    def _hand_over(self) -> None:
        """Let the first of those who came meanwhile lead, or rest."""
        with self._guard:
            if self._queue:
                self._queue[0].turn.release()
            else:
                self._leading = False
                self._idle.notify_all()


class _SqliteLane:
    """One kept connection, one prepared statement, the process's turn taken before everybody else's."""

    def __init__(self, store: Store) -> None:
        self._store = store
        insert = sqlite.insert(InboxRow.__table__).on_conflict_do_nothing()  # type: ignore[arg-type]
        self._sql = str(insert.compile(dialect=sqlite.dialect(), column_keys=list(_COLUMNS)))
        self._pooled = store.engine.raw_connection()
        self._pooled.cursor().execute("PRAGMA query_only=OFF")  # a reader may have had it before

    def write(self, rows: Sequence[tuple[Any, ...]]) -> list[bool]:
        connection = self._pooled.driver_connection
        assert connection is not None
        plain = [(*row[:6], _naive(row[6]), _naive(row[7]), row[8]) for row in rows]
        with self._store.turn(first=True):
            connection.execute("BEGIN IMMEDIATE")
            try:
                fresh = [connection.execute(self._sql, row).rowcount == 1 for row in plain]
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        return fresh

    def close(self) -> None:
        self._pooled.close()


class _PostgresLane:
    """One pipelined batch a transaction; PostgreSQL itself groups the commits of several processes."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine
        insert = postgresql.insert(InboxRow).on_conflict_do_nothing().returning(InboxRow.id)
        compiled = insert.compile(dialect=store.engine.dialect, column_keys=list(_COLUMNS))
        self._sql = str(compiled)

    def write(self, rows: Sequence[tuple[Any, ...]]) -> list[bool]:
        fresh = []
        with self._engine.connect() as connection, connection.begin():
            cursor: Any = connection.connection.cursor()  # psycopg's own
            cursor.executemany(self._sql, [dict(zip(_COLUMNS, row, strict=True)) for row in rows], returning=True)
            while True:
                fresh.append(cursor.fetchone() is not None)
                if not cursor.nextset():
                    break
            cursor.close()
        return fresh

    def close(self) -> None:
        """Nothing is kept."""


def _naive(instant: datetime) -> str:
    """As SQLAlchemy spells a UTC instant in SQLite."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
