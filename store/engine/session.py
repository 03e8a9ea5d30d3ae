"""Database sessions: transactions are atomic, writers are serialised on SQLite, readers never wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from store import server_version
from store.engine import at_commit
from store.engine.columns import hand_keys
from store.engine.connections import sqlite_connections
from store.engine.connections.idle_connections import check_idle
from store.engine.migration import current_revision, head_revision, migrate
from store.engine.write_lock import WriteLock
from store.vault import Vault

__all__ = ["Store", "current_revision", "head_revision", "is_there", "migrate", "open_engine", "open_store"]

_SQLITE: dict[str, Any] = {
    "connect_args": {"timeout": 30},
    "pool_size": 8,
    "max_overflow": 24,
    "pool_use_lifo": True,  # writers are serialised, so all use the same connection: its page cache stays warm
}
_POSTGRESQL: dict[str, Any] = {"pool_size": 8, "max_overflow": 8, "hide_parameters": True}
_PAUSED = "SET LOCAL idle_in_transaction_session_timeout = '10s'"


def open_engine(url: str | URL, *, readonly: bool = False) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…` (psycopg 3). Creates the folder of a new SQLite file.

    On SQLite a transaction is BEGIN IMMEDIATE, so that no update is lost, unless the engine is read-only. Connects
    lazily.
    """
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        served = create_engine(server_version.without_option(place), **_POSTGRESQL)
        server_version.use_on(served, place)
        check_idle(served)
        return served
    if place.database and place.database != ":memory:":
        Path(place.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(place, hide_parameters=True, **_SQLITE)
    event.listen(engine, "connect", sqlite_connections.prepare)
    if readonly:
        event.listen(engine, "connect", sqlite_connections.only_read)
    # Not a listener on "begin": one listener makes SQLAlchemy offer every statement to four lists of none.
    engine.dialect.do_begin = sqlite_connections.begin_reading if readonly else sqlite_connections.begin_writing  # type: ignore[method-assign,assignment]
    return engine


def is_there(url: str | URL) -> bool:
    """Whether the database may exist: opening a missing SQLite file would create it."""
    place = make_url(url)
    return place.get_backend_name() != "sqlite" or not place.database or Path(place.database).exists()


def reading_from(engine: Engine) -> Engine:
    """A read-only engine on the same database; readers wait for nobody.

    On SQLite with connections of its own: switching one between writing and reading would make SQLite recompile
    every statement.
    """
    if engine.dialect.name == "sqlite":
        return open_engine(engine.url, readonly=True)
    return engine.execution_options(postgresql_readonly=True)


def _nobody() -> None: ...


class Store:
    """The database with its keys. Writers of this process are serialised; readers never wait.

    No transaction may stay open during a call to a platform.
    """

    def __init__(self, url: str | URL, vault: Vault) -> None:
        self.engine = open_engine(url)
        self.vault = vault
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._write_lock = WriteLock() if self.is_sqlite else None  # PostgreSQL locks rows, not the database
        self._endings = Lock()
        self.wake: Callable[[], None] = _nobody  # wakes the workers of this process after a commit
        self.reading = reading_from(self.engine)
        self._singly = None if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        for engine in (self.engine, self.reading):
            hand_keys(engine.dialect, lambda: self.vault)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self.write_lock(), ExitStack() as ending, self._writing() as session:
            with session.begin():
                if not self.is_sqlite:
                    session.connection().exec_driver_sql(_PAUSED)  # of a paused or lost process the locks are freed
                yield session
                if session.in_transaction():
                    at_commit.finish_gathered(session)
                if session.in_transaction() and at_commit.is_due(session):  # not where the block rolled it back
                    ending.enter_context(self._endings)  # until the commit: the next one here needs its result
                    at_commit.finish(session)
            at_commit.committed(session)

    def _writing(self) -> Session:
        return Session(self.engine, expire_on_commit=False, info=at_commit.prepare(self.vault, self.wake))

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent read transaction; loaded rows may be kept after the block."""
        with Session(self.reading, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading_singly(self) -> Iterator[Connection]:
        """Each statement sees what is committed by then, at a third of a transaction's cost; on SQLite as `read`."""
        if self._singly is not None:
            with self._singly.connect() as connection:
                yield connection
        else:
            with self.read() as session:
                yield session.connection()

    @contextmanager
    def writing_singly(self) -> Iterator[Connection]:
        """Each statement is a transaction of its own; on SQLite as `write`. For what needs nothing at the commit."""
        if self._singly is not None:
            with self._singly.connect() as connection:
                yield connection
        else:
            with self.write() as session:
                yield session.connection()

    def write_lock(self, *, first: bool = False) -> AbstractContextManager[None]:
        """The write lock of this process, for writers that bypass the session (the inbox)."""
        return self._write_lock.hold(first=first) if self._write_lock else nullcontext()

    def migrate(self) -> None:
        migrate(self.engine)

    def close(self) -> None:
        self.engine.dispose()
        self.reading.dispose()


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """Keep what the block writes if it ends well; undo it where it raises. Blocks may lie within each other.

    As `Session.begin_nested`, at a tenth of its cost: after an undoing the session forgets every row it had loaded,
    and rows that were handed out before have to be read anew.
    """
    session.flush()
    connection, before = session.connection(), at_commit.mark(session)
    connection.exec_driver_sql("SAVEPOINT command")
    try:
        yield
        session.flush()
    except BaseException:
        connection.exec_driver_sql("ROLLBACK TO SAVEPOINT command")
        session.expunge_all()
        at_commit.undo(session, before)
        raise
    connection.exec_driver_sql("RELEASE SAVEPOINT command")


def open_store(url: str | URL, vault: Vault) -> Store:
    """A store, not yet connected; call `migrate` on a new one or one of an older release."""
    return Store(url, vault)
