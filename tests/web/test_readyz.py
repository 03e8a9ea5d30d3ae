"""Readiness: `/readyz` fails while nothing can be stored (real causes), and recovers with the store."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select, text

from clock.time_source import SystemClock
from objection.asgi.healthz import collect
from store.engine.session import Store, head_revision
from store.messages.inbox_writer import InboxFailed, InboxWriter
from store.protection import key_check
from store.tables import InboxRow
from store.upkeep.write_probe import CannotStore, try_to_store
from store.vault import new_keys, read_keys
from tests import postgresql
from tests.bot.world import vault
from tests.web.full_disk import fill, immutable, small_disk
from web.readiness import database_fits, folder_troubles, inbox_troubles

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
Look = Callable[[], list[str]]


@contextmanager
def looking(url: str) -> Iterator[tuple[Store, InboxWriter, Look]]:
    store = Store(url, vault())
    inbox = InboxWriter(store)
    yield store, inbox, lambda: collect([partial(inbox_troubles, store, inbox, SystemClock())])
    inbox.close()
    store.close()


def put(inbox: InboxWriter, key: str) -> None:
    inbox.put("wecom", key, "zhang.san", b"hello", NOW)


def put_many(inbox: InboxWriter) -> None:
    """Put messages until one is refused: the log file has some space left."""
    for number in count(1):
        put(inbox, f"many-{number}")


def rows(store: Store) -> int:
    with store.read() as session:
        return len(session.scalars(select(InboxRow.id)).all())


def test_the_write_probe_commits_and_leaves_no_row(database_url: str) -> None:
    with looking(database_url) as (store, inbox, look):
        assert look() == []
        assert rows(store) == 0
        put(inbox, "1")
        assert look() == []
        assert rows(store) == 1


def test_a_full_disk(sqlite_template: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        shutil.copyfile(sqlite_template, disk / "objection.db")
        with looking(f"sqlite:///{disk / 'objection.db'}") as (_, inbox, look):
            assert look() == []
            ballast = fill(disk)
            with pytest.raises(InboxFailed):
                put_many(inbox)
            assert look() == ["不能保存收到的消息：磁盘已满"]
            ballast.unlink()
            put(inbox, "again")
            assert look() == []


def test_a_full_disk_before_the_first_write(sqlite_template: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        shutil.copyfile(sqlite_template, disk / "objection.db")
        fill(disk)
        with looking(f"sqlite:///{disk / 'objection.db'}") as (_, _inbox, look):
            (line,) = look()
    assert line.startswith("不能保存收到的消息：磁盘")


def test_a_file_that_can_not_be_written(sqlite_url: str) -> None:
    with immutable(Path(sqlite_url.removeprefix("sqlite:///"))), looking(sqlite_url) as (_, inbox, look):
        assert look() == ["不能保存收到的消息：数据库只读"]
        with pytest.raises(InboxFailed):
            put(inbox, "1")
        assert look() == ["不能保存收到的消息：数据库只读"]
    with looking(sqlite_url) as (_, _inbox, look):
        assert look() == []


def test_a_lock_that_another_process_holds(sqlite_url: str) -> None:
    """The check has a time limit of some seconds; callbacks wait as long as before."""
    with looking(sqlite_url) as (store, _, look):
        with ExitStack() as stack:
            other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
            stack.callback(other.close)
            other.execute("BEGIN IMMEDIATE")
            assert look() == ["不能保存收到的消息：数据库被其他程序占用"]
        assert look() == []
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000


@pytest.fixture
def on_postgresql(postgresql_server: postgresql.Server, postgresql_template: str) -> Iterator[str]:
    name = postgresql_server.create(postgresql_template)
    yield postgresql_server.url_of(name)
    postgresql_server.drop(name)


def test_a_table_that_another_connection_locks(on_postgresql: str) -> None:
    with looking(on_postgresql) as (_, _inbox, look), psycopg.connect(on_postgresql) as other:
        other.execute("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE")
        assert look() == ["不能保存收到的消息：数据库被其他程序占用"]
        other.rollback()
        assert look() == []


def test_a_database_for_reading_only(on_postgresql: str) -> None:
    name = on_postgresql.partition("?")[0].rpartition("/")[2]
    with looking(on_postgresql) as (store, inbox, look), psycopg.connect(on_postgresql, autocommit=True) as other:
        assert look() == []
        other.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        store.engine.dispose()
        assert look() == ["不能保存收到的消息：数据库只读"]
        with pytest.raises(InboxFailed):
            put(inbox, "1")
        other.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        store.engine.dispose()
        put(inbox, "2")
        assert look() == []


def test_a_database_that_is_stopped() -> None:
    store = Store("postgresql://nobody@127.0.0.1:9/none", vault())
    with pytest.raises(CannotStore, match="数据库连接不上"):
        try_to_store(store, NOW)


def test_a_recent_failure_outweighs_a_successful_probe(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A nearly full disk may accept a small probe although it refused a real message."""
    with looking(sqlite_url) as (_, inbox, look):
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode = 13
        lane, inbox._lane = inbox._lane, Broken(full)
        with pytest.raises(InboxFailed):
            put(inbox, "1")
        assert look() == ["不能保存收到的消息：磁盘已满（最近一条没有存下）"]
        monkeypatch.setattr("web.readiness.SORE", 0.0)
        assert look() == [], "later the trial, as large as what failed, is believed"
        monkeypatch.undo()
        inbox._lane = lane
        put(inbox, "1")
        assert look() == []


def test_an_invalid_message_does_not_affect_readiness(sqlite_url: str) -> None:
    with looking(sqlite_url) as (_, inbox, look):
        inbox._lane = Broken(sqlite3.IntegrityError("NOT NULL"))
        with pytest.raises(InboxFailed):
            put(inbox, "1")
        assert look() == []


class Broken:
    def __init__(self, error: Exception) -> None:
        self.error = error

    def write(self, rows: object) -> list[bool]:
        raise self.error


def test_a_closed_inbox_is_not_ready(sqlite_url: str) -> None:
    with looking(sqlite_url) as (_, inbox, look):
        inbox.close()
        assert "正在停止" in look()[0]


def test_a_folder_on_a_full_disk_and_one_that_is_immutable(tmp_path: Path) -> None:
    folder = tmp_path / "attachments"
    assert [*folder_troubles(folder)] == []
    assert [*folder.iterdir()] == []
    with immutable(folder):
        assert [*folder_troubles(folder)] == ["不能保存附件：文件夹 attachments 写不进去（没有权限）"]
    with small_disk(tmp_path / "disk") as disk:
        ballast = fill(disk)
        assert [*folder_troubles(disk)] == ["不能保存附件：文件夹 disk 写不进去（磁盘已满）"]
        ballast.unlink()
        assert [*folder_troubles(disk)] == []
        assert [*disk.iterdir()] == []


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "attachments").write_text("")
    (line,) = folder_troubles(tmp_path / "attachments")
    assert line.startswith("不能保存附件：")


def test_a_schema_or_keys_of_another_are_no_readiness(database_url: str) -> None:
    """Both may change under a running server: an upgrade on another machine, a restored backup."""
    with looking(database_url) as (store, _, _):
        assert list(database_fits(store)) == []
        with store.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        (told,) = database_fits(store)
        assert "0001" in told
        with store.write() as session:
            session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head_revision()})
        key_check.keep(store, unused=True)
        strange = Store(database_url, read_keys(new_keys()))
        assert "密钥与数据库不符" in " ".join(database_fits(strange))
        strange.close()
