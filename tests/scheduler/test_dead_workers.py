"""Several workers on PostgreSQL: one that is killed, or paused and wakes again; lost connections; wrong clocks."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.outbound import Lane
from bot.ports import Card, CardKind
from clock.time_source import SystemClock
from scheduler.sweeps import due_rows
from store.engine.deferral.later import SWEEPS, defer_sweep
from store.upkeep import run_claims
from tests import postgresql
from tests.scheduler.rig import LEADER, OFFICER_A, PROPOSER, Rig
from tests.scheduler.row_workers import senders_of
from tests.scheduler.test_jobs import until

ROOT = Path(__file__).parents[2]
TAKEOVER = 15.0  # seconds


class Workers:
    """Worker processes of one database, and what arrived at the platform from them."""

    def __init__(self, rig: Rig, folder: Path) -> None:
        self.rig, self._log = rig, folder / "arrived"
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *, seconds: float = 0.0, ahead: float = 0.0) -> subprocess.Popen[bytes]:
        words = [self.rig.url, str(self.rig.folder), str(self._log), str(seconds), str(ahead)]
        command = [sys.executable, "-m", "tests.scheduler.worker_process", *words]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.processes.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process

    def arrived(self) -> list[tuple[str, str, int]]:
        """Key, user, and the process that sent it."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        return [(key, user, int(process)) for key, user, process in (line.split() for line in lines)]

    def end(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait(10)
            if process.stdout is not None:
                process.stdout.close()


@pytest.fixture
def workers(postgresql_server: postgresql.Server, postgresql_template: str, tmp_path: Path) -> Iterator[Workers]:
    name = postgresql_server.create(postgresql_template)
    rig = Rig(postgresql_server.url_of(name), tmp_path)
    rig.clock.instant = SystemClock().now()
    found = Workers(rig, tmp_path)
    yield found
    found.end()
    rig.close()
    postgresql_server.drop(name)


def all_sent(rig: Rig) -> bool:
    return {row.state for row in rig.outbox()} == {"sent"}


@pytest.mark.slow
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dead_workers_message_goes_on(workers: Workers, blow: signal.Signals) -> None:
    """Within 15 s another worker sends it with the same key; whoever wakes again sends and records nothing more."""
    rig = workers.rig
    victim = workers.start(seconds=12)
    rig.post(PROPOSER, "甲", Lane.ANSWER)
    rig.post(PROPOSER, "乙", Lane.ANSWER)
    assert until(lambda: len(workers.arrived()) == 1, 30)
    workers.start()
    victim.send_signal(blow)
    since = monotonic()
    assert until(lambda: all_sent(rig), 60)
    assert monotonic() - since < TAKEOVER
    if blow == signal.SIGSTOP:
        victim.send_signal(signal.SIGCONT)
        sleep(8)
    first, again, second = workers.arrived()
    assert first[:2] == again[:2] != second[:2]
    assert again[2] == second[2] != victim.pid
    assert [row.taken for row in rig.outbox()] == [2, 1]


@pytest.mark.slow
def test_lost_connections_lose_no_message(workers: Workers) -> None:
    """The server ends every connection of the workers, again and again: each message goes out."""
    rig = workers.rig
    for _ in range(2):
        workers.start(seconds=0.02)
    for number in range(30):
        rig.post((PROPOSER, OFFICER_A, LEADER)[number % 3], f"第{number:02}条", Lane.ANSWER)
        if number % 10 == 9:
            with rig.store.write() as session:
                session.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                )
    assert until(lambda: all_sent(rig), 90)
    keys = [key for key, _, _ in workers.arrived()]
    assert len(set(keys)) == 30


@pytest.mark.slow
def test_clocks_five_minutes_apart_double_nothing(workers: Workers) -> None:
    """The database's clock decides when a message is due, and when a worker is dead."""
    rig = workers.rig
    for ahead in (300, -300):
        workers.start(seconds=0.05, ahead=ahead)
    for number in range(40):
        rig.post((PROPOSER, OFFICER_A, LEADER)[number % 3], f"第{number:02}条")
    assert until(lambda: all_sent(rig), 60)
    arrived = workers.arrived()
    assert len(arrived) == len({key for key, _, _ in arrived}) == 40
    assert {row.taken for row in rig.outbox()} == {1}
    assert {process for _, _, process in arrived} == {process.pid for process in workers.processes}


def test_a_stalled_sweep_ends_as_failed_and_the_next_one_runs(workers: Workers) -> None:
    """Were it begun anew while the next one waits, none of that name would ever run again."""
    rig = workers.rig
    defer_sweep(rig.store.engine, "due")
    with rig.store.write() as session:
        session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))  # of a worker that is gone
    for _ in range(3):
        defer_sweep(rig.store.engine, "due")
    assert jobs(rig) == ["doing", "todo"]
    running = senders_of(rig.deps)
    running.start()
    assert until(lambda: jobs(rig) == ["failed"], 30)
    assert running.stop(20)


def jobs(rig: Rig) -> list[str]:
    with rig.store.read() as session:
        found = text("SELECT status::text FROM procrastinate_jobs WHERE task_name = :name ORDER BY id")
        return list(session.scalars(found, {"name": SWEEPS}))


def test_a_row_without_a_job_gets_one(workers: Workers) -> None:
    """The rows are the record: a lost job is no lost message, and one whose time comes later has none before."""
    rig = workers.rig
    rig.post(PROPOSER, "甲")
    with rig.store.write() as session:
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 1
        session.execute(text("DELETE FROM procrastinate_jobs"))
    assert [due_rows.sweep(rig.deps, rig.now) for _ in range(2)] == [1, 0]


def test_ten_messages_of_one_person_follow_at_once(workers: Workers) -> None:
    """A freed lock wakes the workers: without that each would wait for the next poll."""
    rig = workers.rig
    running = senders_of(rig.deps)
    running.start()
    rig.post(LEADER, "先")
    assert until(lambda: len(rig.platform.arrived) == 1)
    spent = []
    for turn in range(5):
        reader = rig.person(PROPOSER)
        with rig.store.write() as session:
            for number in range(10):
                words = f"{turn}-{number}"
                rig.stage(session).post.notify(reader, Card(CardKind.TEXT, body=words), event=words)
        since = monotonic()
        assert until(lambda count=11 + 10 * turn: len(rig.platform.arrived) == count)  # type: ignore[misc]
        spent.append((monotonic() - since) / 10)
    assert running.stop(20)
    assert min(spent) <= 0.05


def test_a_writer_that_pauses_loses_its_transaction(workers: Workers) -> None:
    """Whether its machine is gone or it sleeps: its locks are freed, and it can't commit any more."""
    rig = workers.rig
    with pytest.raises(DBAPIError):
        pause_while_writing(rig)
    with rig.store.read() as session:
        assert run_claims.note(session, "paused") == ""


def pause_while_writing(rig: Rig) -> None:
    with rig.store.write() as session:
        assert session.scalar(text("SHOW idle_in_transaction_session_timeout")) == "10s"
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '200ms'"))
        run_claims.write_note(session, "paused", "x")
        sleep(1)
        session.execute(text("SELECT 1"))
