"""Inbox: deduplication, and durable storage before the acknowledgement (200)."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from store.engine.session import Store
from store.messages import inbox
from store.messages.inbox_writer import InboxFailed, InboxWriter
from tests.loops import run
from tests.store.district_fixture import NOON, make_vault
from tests.store.test_races import at_once

WRITER = """
import sys, threading
from datetime import UTC, datetime
from store.messages.inbox_writer import InboxWriter
from store.engine.session import Store
from tests.store.district_fixture import make_vault

writer = InboxWriter(Store(sys.argv[1], make_vault()))
said = threading.Lock()

def put(thread):
    for place in range(100_000):
        key = f"{thread}-{place}"
        writer.put("wecom", key, f"user{thread}", key.encode(), datetime.now(UTC))
        with said:
            print(key, flush=True)

for thread in range(4):
    threading.Thread(target=put, args=(thread,)).start()
"""


def stored(store: Store) -> set[str]:
    with store.read() as session:
        return set(session.scalars(text("SELECT message_key FROM inbox")))


def claim_next(session: Session, store: Store, now: datetime) -> inbox.InboxMessage | None:
    due = inbox.first_of_each(session, now, 1)
    return inbox.take(session, store.vault, due[0].row) if due else None


def put_all(store: Store, *keys: str, user: str = "ZhangSan") -> None:
    writer = InboxWriter(store)
    for key in keys:
        assert writer.put("wecom", key, user, key.encode(), NOON)
    writer.close()


def test_duplicates_are_detected_after_a_restart(store: Store) -> None:
    put_all(store, "m1", "m2")
    writer = InboxWriter(store)
    assert not writer.put("wecom", "m1", "ZhangSan", b"again", NOON)
    assert writer.put("dingtalk", "m1", "ZhangSan", b"another platform's", NOON)
    writer.close()
    with store.write() as session:
        message = claim_next(session, store, NOON)
        assert message is not None
        assert (message.message_key, message.payload) == ("m1", b"m1")


def test_concurrent_duplicates_are_stored_once(store: Store) -> None:
    writer = InboxWriter(store)
    results = at_once(*[lambda: writer.put("wecom", "same", "ZhangSan", b"x", NOON)] * 12)
    assert sorted(map(bool, results)) == [False] * 11 + [True]
    assert stored(store) == {"same"}
    writer.close()


async def keep_all(writer: InboxWriter, keys: Iterable[str]) -> list[bool | BaseException]:
    kept = (writer.keep("wecom", key, f"u{key[0]}", b"x", NOON) for key in keys)
    return await asyncio.gather(*kept, return_exceptions=True)


def test_concurrent_callbacks_share_a_commit(store: Store) -> None:
    rung: list[int] = []
    writer = InboxWriter(store, on_put=lambda: rung.append(1))
    keys = [f"{sender}-{place}" for sender in range(8) for place in range(20)]
    assert run(keep_all(writer, [*keys, "0-0"])) == [True] * 160 + [False]
    assert stored(store) == set(keys)
    assert len(rung) == 2, "the first call alone, then everybody who came meanwhile"
    writer.close()


def test_everything_acknowledged_survives_kill_9(database_url: str) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", WRITER, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        acknowledged = {process.stdout.readline().strip() for _ in range(300)}
        process.send_signal(signal.SIGKILL)
        acknowledged |= {line.strip() for line in process.stdout if line.endswith("\n")}
        process.wait(30)
    store = Store(database_url, make_vault())
    assert acknowledged <= stored(store)
    writer = InboxWriter(store)
    assert not any(writer.put("wecom", key, "u", b"x", NOON) for key in sorted(acknowledged)[:20])
    writer.close()
    store.close()


def test_a_failed_commit_fails_every_callback_of_its_batch(store: Store) -> None:
    """A deferred constraint fails at COMMIT; no writer of the batch may be acknowledged."""
    _make_commits_fail(store)
    writer = InboxWriter(store)
    results = run(keep_all(writer, "abcdef"))
    assert [type(result) for result in results] == [InboxFailed] * 6
    assert stored(store) == set()
    _let_commits_pass(store)
    assert writer.put("wecom", "a", "u", b"x", NOON)
    writer.close()


def _make_commits_fail(store: Store) -> None:
    if store.is_sqlite:
        statements = [
            "CREATE TABLE sky (id INTEGER PRIMARY KEY)",
            "CREATE TABLE doomed (x INTEGER REFERENCES sky(id) DEFERRABLE INITIALLY DEFERRED)",
            "CREATE TRIGGER doom AFTER INSERT ON inbox BEGIN INSERT INTO doomed VALUES (1); END",
        ]
    else:
        statements = [
            "CREATE FUNCTION doom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$",
            "CREATE CONSTRAINT TRIGGER doom AFTER INSERT ON inbox DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION doom()",
        ]
    with store.write() as session:
        for statement in statements:
            session.execute(text(statement))


def _let_commits_pass(store: Store) -> None:
    with store.write() as session:
        session.execute(text("DROP TRIGGER doom" + ("" if store.is_sqlite else " ON inbox")))


def test_a_closed_or_full_inbox_raises(sqlite_url: str) -> None:
    store = Store(sqlite_url, make_vault())
    full = InboxWriter(store, limit=0)
    with pytest.raises(InboxFailed, match="too many"):
        run(full.keep("wecom", "a", "u", b"x", NOON))
    full.close()
    with pytest.raises(InboxFailed, match="closed"):
        full.put("wecom", "a", "u", b"x", NOON)
    store.close()


def test_messages_are_ordered_by_sender_and_block_no_other_sender(store: Store) -> None:
    put_all(store, "a1", "a2", user="anna")
    put_all(store, "b1", user="berta")
    later = NOON + timedelta(minutes=1)
    with store.write() as session:
        first = claim_next(session, store, NOON)
        assert first is not None
        inbox.mark_retry(session, first.id, later, "OperationalError")
    with store.write() as session:
        second = claim_next(session, store, NOON)
        assert second is not None
        assert (first.message_key, second.message_key) == ("a1", "b1")
        inbox.mark_done(session, second.id, NOON)
        assert claim_next(session, store, NOON) is None
        again = claim_next(session, store, later)
        assert again is not None
        assert (again.message_key, again.attempts) == ("a1", 1)


def test_a_failed_message_unblocks_the_next_and_is_on_the_ledger(store: Store) -> None:
    put_all(store, "a1", "a2")
    with store.write() as session:
        message = claim_next(session, store, NOON)
        assert message is not None
        inbox.mark_failed(session, message.id, NOON, "ZeroDivisionError")
        following = claim_next(session, store, NOON)
        assert following is not None
        assert following.message_key == "a2"
        assert [row.message_key for row in inbox.failed(session)] == ["a1"]
        assert inbox.release(session, message.id, NOON)
        assert not inbox.release(session, message.id, NOON)
        again = claim_next(session, store, NOON)
        assert again is not None
        assert (again.message_key, again.payload) == ("a1", b"a1")


def test_two_processes_never_handle_one_message(store: Store) -> None:
    """The second waits for the first, and finds the message handled."""
    put_all(store, "a1", user="anna")

    def handle() -> bool:
        with store.write() as session:
            message = inbox.take(session, store.vault, 1)
            if message is not None:
                inbox.mark_done(session, message.id, NOON)
            return message is not None

    assert sorted(map(bool, at_once(handle, handle))) == [False, True]


def test_messages_of_one_sender_have_one_lock(store: Store) -> None:
    """Platform and sender, as a keyed hash."""
    put_all(store, "a1", "a2", user="Anna")
    put_all(store, "b1", user="berta")
    with store.read() as session:
        first = inbox.first_of_each(session, NOON, 10)
    assert [due.row for due in first] == [1, 3]
    assert len({due.lock for due in first}) == 2
    assert not any("nna" in due.lock for due in first)


def test_handled_messages_keep_no_payload_and_are_deleted_in_time(store: Store) -> None:
    put_all(store, "a1", "a2")
    with store.write() as session:
        for _ in range(2):
            message = claim_next(session, store, NOON)
            assert message is not None
            inbox.mark_done(session, message.id, NOON)
        assert set(session.scalars(text("SELECT length(payload_sealed) FROM inbox"))) == {0}
        assert inbox.waiting(session) == 0
        assert inbox.prune(session, NOON) == 0
        assert inbox.prune(session, NOON + timedelta(days=1)) == 2
