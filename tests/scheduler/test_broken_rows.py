"""Retries of our own bugs are bounded: a row that fails again and again ends on the ledger, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.commands import COMMANDS
from bot.dispatch import Dispatcher
from doctor import stored_record
from scheduler.sweeps import auditor
from scheduler.work.lines import lines_of, run
from store.messages.broken_rows import TRIES
from store.messages.inbox_writer import InboxWriter
from tests.bot.district import PLATFORM
from tests.scheduler.rig import PROPOSER, Rig


@pytest.mark.parametrize(
    ("table", "place", "given_up", "check", "told"),
    [
        ("outbox", 0, "dead", "消息无法送达", "1 条没有送达，请中心运营处理"),
        ("inbox", 1, "failed", "消息处理失败", "1 条没有处理成，请中心运营处理"),
    ],
)
def test_a_row_that_breaks_us_is_given_up(
    rig: Rig, table: str, place: int, given_up: str, check: str, told: str
) -> None:
    if table == "outbox":
        rig.post(PROPOSER, "甲")
    else:
        writer = InboxWriter(rig.store)
        writer.put(PLATFORM, "m1", PROPOSER, b"x", rig.now)
        writer.close()
    with rig.store.write() as session:
        session.execute(text(f"UPDATE {table} SET payload_sealed = :junk"), {"junk": b"junk"})
        row = session.scalar(text(f"SELECT max(id) FROM {table}"))
    dispatcher = Dispatcher(rig.store, rig.laws, lambda: rig.deps.dialects, COMMANDS, rig.settings)
    line, tried = lines_of(replace(rig.deps, dispatcher=dispatcher))[place], 0
    now = rig.now
    while (again := run(rig.deps, line, row, now)) is not None:
        tried += 1
        assert now < again <= now + timedelta(minutes=1)
        now = again
    assert tried == TRIES - 1
    with rig.store.read() as session:
        assert session.scalar(text(f"SELECT state FROM {table} WHERE id = :row"), {"row": row}) == given_up
        assert stored_record.undelivered(session).text == told
    assert auditor.inspect(rig.deps, now)[check] == 1
