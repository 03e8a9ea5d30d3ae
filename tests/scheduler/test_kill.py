"""Crash safety (SIGKILL): the scheduler loses no message and sends none twice; retries are dropped by their key."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.outbound import Lane
from regulation.states import Action
from store.tables import ReminderRow
from tests.scheduler.rig import OFFICER_A, PROPOSER, Rig

KILLS = 8
TAKEOVER = 15.0  # seconds: on PostgreSQL a worker may be on another machine, and is dead without a sign of life
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_sigkill_loses_no_message_and_sends_none_twice(rig: Rig, tmp_path: Path) -> None:
    """Twelve limits due this morning and a hundred messages; the machine is killed eight times over them."""
    for _ in range(12):
        rig.advance(rig.filed(), Action.RECEIVE)
    rig.clear_messages()
    rig.at("2026-09-20 周日 09:00")
    for number in range(100):
        rig.post(PROPOSER if number % 2 else OFFICER_A, f"第{number}条")
    log, draw = tmp_path / "log", random.Random(7)
    for _ in range(KILLS):
        _lived(rig, log, draw.uniform(0.05, 0.4))
    _finished(rig, log)
    arrived = [line.split() for line in log.read_text().splitlines()]
    keys = {key for key, _, _ in arrived}
    sent = [row for row in rig.outbox(state="sent") if row.ticket_id is None]
    assert keys == {row.message_id.removeprefix("msg-") for row in sent}
    assert len({tuple(line) for line in arrived}) == len(keys), "a repeat had another body"
    assert sum(row.lane == Lane.TASK for row in sent) == 100
    said = {f"{row.dedupe}:0:{row.person_id}" for row in reminders(rig)}
    assert said <= {row.dedupe for row in sent}


def reminders(rig: Rig) -> list[ReminderRow]:
    """Each limit noted once, for its one officer."""
    with rig.store.read() as session:
        rows = session.query(ReminderRow).all()
    assert len({row.clock_id for row in rows}) == len(rows) == 12
    return rows


def _lived(rig: Rig, log: Path, seconds: float) -> None:
    """One run of the process, from its first sweep until it is killed."""
    arguments = [rig.url, str(rig.folder), str(log), rig.now.isoformat()]
    machine = subprocess.Popen(
        [sys.executable, "-m", "tests.scheduler.killed_process", *arguments], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        assert machine.stdout is not None
        assert machine.stdout.readline() == b"ready\n"
        time.sleep(seconds)
    finally:
        machine.kill()
        machine.wait(10)
        if machine.stdout is not None:
            machine.stdout.close()


def _finished(rig: Rig, log: Path) -> None:
    for _ in range(20):
        if not rig.outbox(state="pending") and not rig.outbox(state="sending"):
            return
        _lived(rig, log, 1.0 if rig.store.is_sqlite else TAKEOVER)
    raise AssertionError("messages are left over")
