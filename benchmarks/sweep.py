"""A sweep's cost depends on the limits due, not on the open ones; compared with one APScheduler job per deadline.

    python -m benchmarks.sweep              10 000 and 1 000 000 open limits, 200 of them due
    python -m benchmarks.sweep --large 200000 --rounds 5

Both write to SQLite files with synchronous=FULL, APScheduler with the rollback journal that it opens one with, and for
comparison with our write-ahead log. Our sweep looks at the limits, decides, notes and queues one message per person.
APScheduler finds its due jobs and removes them one by one, as its scheduler does: first with nothing to do in them,
then with what a job per deadline is there for, its own reminder queued in its own transaction.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy import create_engine, event, insert, update

from benchmarks.goals import Goals
from bot.cards.reminder_card import ReminderReason as Reason
from bot.cards.reminder_card import ReminderTask, reminder_cards
from bot.outbound import Lane, Post
from regulation.states import ClockKind, Party, State, Track
from scheduler.limits import deadlines
from store.tables import OutboxRow, ReminderRow, Ticket, TicketClock
from tests.scheduler.rig import OFFICER_A, Rig, instant

NOW = instant("2026-09-18 周五 09:30")
SMALL, LARGE, DUE, CHUNK = 10_000, 1_000_000, 200, 20_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", type=int, default=LARGE, help="open limits of the large district")
    parser.add_argument("--due", type=int, default=DUE)
    parser.add_argument("--jobs", type=int, default=SMALL, help="jobs in APScheduler's store")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sweep-"))
    try:
        compare(chosen, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def compare(chosen: argparse.Namespace, folder: Path) -> None:
    small, large = (district(folder / str(size), size) for size in (SMALL, chosen.large))
    jobs, logged = job_store(folder / "jobs.db", chosen.jobs), job_store(folder / "logged.db", chosen.jobs, logged=True)
    contenders: dict[str, Callable[[], float]] = {
        "empty, small": lambda: timed(small),
        "empty, large": lambda: timed(large),
        "due, small": lambda: timed(small, chosen.due),
        "due, large": lambda: timed(large, chosen.due),
        "bare": lambda: timed_jobs(jobs, chosen.due),
        "logged": lambda: timed_jobs(logged, chosen.due),
        "same": lambda: timed_jobs(jobs, chosen.due, reminding(small)),
    }
    draw, seconds = random.Random(chosen.seed), {name: list[float]() for name in contenders}
    for _ in range(chosen.rounds):
        for name in draw.sample(list(contenders), len(contenders)):
            seconds[name].append(contenders[name]())
    report(chosen, seconds)


def district(folder: Path, size: int) -> Rig:
    """A district with so many open tickets, one limit each, none due for the sweep yet."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'objection.db'}"
    empty(url)
    rig = Rig(url, folder, "2026-09-16 周三 10:00")
    rig.clock.instant = NOW
    owner = rig.department()
    with rig.store.write() as session:
        for start in range(0, size, CHUNK):
            numbers = range(start + 1, min(start + CHUNK, size) + 1)
            session.execute(insert(Ticket), [ticket(number, owner) for number in numbers])
            session.execute(insert(TicketClock), [clock(number, owner) for number in numbers])
    with closing(sqlite3.connect(folder / "objection.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the load leaves no write-ahead log behind
    return rig


def empty(url: str) -> None:
    from store.engine.session import Store
    from tests.bot.world import vault

    store = Store(url, vault())
    store.migrate()
    store.close()


def ticket(number: int, owner: int) -> dict[str, Any]:
    return {
        "id": number, "number": f"CN-20260916-{number:07}", "rulebook": "changning-2026", "track": Track.DISTRICT,
        "state": State.VERIFYING, "proposer_id": 1, "filed_at": NOW - timedelta(days=2), "department_id": owner,
        "party": Party.DEPARTMENT, "version": 1, "seq": 5, "related_ids": [], "title": "企业登记基本信息",
    }  # fmt: skip


def clock(number: int, owner: int) -> dict[str, Any]:
    """Due between next week and next year, to be looked at the day before."""
    due = datetime(2026, 9, 25, 16, tzinfo=UTC) + timedelta(days=number % 300)
    return {
        "id": number, "ticket_id": number, "kind": ClockKind.REPLY, "clause": "P6", "party": Party.DEPARTMENT,
        "department_id": owner, "started_at": NOW - timedelta(days=2), "start_seq": 5, "limit_days": 3, "cap_days": 3,
        "total_days": 3, "due_on": due.date(), "due_at": due, "remind_at": due - timedelta(days=2),
    }  # fmt: skip


def timed(rig: Rig, due: int = 0) -> float:
    """Seconds of one sweep, reminders queued; `due` limits are made due before the timer starts."""
    _make_due(rig, due)
    began = perf_counter()
    looked = deadlines.sweep(rig.deps, rig.now)
    seconds = perf_counter() - began
    with rig.store.read() as session:
        said = session.query(ReminderRow).count()
    assert looked == said == due, f"{looked} limits, {said} reminders"
    return seconds


def _make_due(rig: Rig, due: int) -> None:
    """The first limits end on the next working day, 2026-09-20 周日, and nobody has been reminded of it."""
    ends = {"due_on": datetime(2026, 9, 20).date(), "due_at": instant("2026-09-21 周一 00:00"), "remind_at": NOW}  # noqa: DTZ001
    with rig.store.write() as session:
        session.query(ReminderRow).delete()
        session.query(OutboxRow).delete()
        session.execute(update(TicketClock).where(TicketClock.id <= due).values(**ends))


def job_store(path: Path, size: int, *, logged: bool = False) -> SQLAlchemyJobStore:
    """One job a deadline, as APScheduler itself stores it; `logged` with a write-ahead log, as ours."""
    engine = create_engine(f"sqlite:///{path}")
    if logged:
        event.listen(engine, "connect", _write_ahead)
    store = SQLAlchemyJobStore(engine=engine)
    store.start(BackgroundScheduler(timezone=UTC), "default")
    with engine.begin() as connection:
        for start in range(0, size, CHUNK):
            rows = [_row(store, f"open-{number}", NOW + timedelta(days=1 + number % 300)) for number in
                    range(start, min(start + CHUNK, size))]  # fmt: skip
            connection.execute(store.jobs_t.insert(), rows)
    return store


def _write_ahead(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


def _row(store: SQLAlchemyJobStore, name: str, at: datetime) -> dict[str, Any]:
    import pickle

    job = _job(store, name, at)
    return {"id": name, "next_run_time": at.timestamp(), "job_state": pickle.dumps(job.__getstate__(), 5)}


def _job(store: SQLAlchemyJobStore, name: str, at: datetime) -> Job:
    return Job(
        store._scheduler, id=name, func="benchmarks.sweep:main", args=(), kwargs={}, trigger=DateTrigger(at),
        executor="default", misfire_grace_time=None, coalesce=True, max_instances=1, name=name, next_run_time=at,
    )  # fmt: skip


def reminding(rig: Rig) -> Callable[[str], None]:
    """What one job does: remind one officer of one limit."""
    officer, due = rig.person(OFFICER_A), datetime(2026, 9, 20).date()  # noqa: DTZ001
    _make_due(rig, 0)

    def work(name: str) -> None:
        errand = ReminderTask(name, State.VERIFYING, ClockKind.REPLY, due, False, 1, False, Reason.BEFORE)
        (card,) = reminder_cards([errand], now=rig.now)
        with rig.store.write() as session:
            post = Post(session, rig.store.vault, rig.now, rig.deps.dialects)
            post.notify(officer, card, event=name, lane=Lane.REMINDER)

    return work


def timed_jobs(store: SQLAlchemyJobStore, due: int, work: Callable[[str], None] | None = None) -> float:
    """Seconds to find the due jobs, do their work and take them out of the store, one by one."""
    with store.engine.begin() as connection:
        connection.execute(store.jobs_t.insert(), [_row(store, f"due-{number}", NOW) for number in range(due)])
    began = perf_counter()
    found = store.get_due_jobs(NOW)
    for job in found:
        store.remove_job(job.id)
        if work is not None:
            work(job.id)
    seconds = perf_counter() - began
    assert len(found) == due
    return seconds


def report(chosen: argparse.Namespace, seconds: dict[str, list[float]]) -> None:
    rows = (
        (f"nothing due of {SMALL}", "empty, small"),
        (f"nothing due of {chosen.large}", "empty, large"),
        (f"{chosen.due} due of {SMALL}, for {OFFICER_A}", "due, small"),
        (f"{chosen.due} due of {chosen.large}", "due, large"),
        (f"APScheduler, {chosen.due} jobs found and removed", "bare"),
        ("the same with a write-ahead log", "logged"),
        (f"APScheduler, {chosen.due} jobs run", "same"),
    )
    print(f"{'':44} {'ms':>9}")
    for text, name in rows:
        print(f"{text:44} {statistics.median(seconds[name]) * 1e3:9.2f}")
    goals = Goals()
    goals.at_most("nothing due of the large district", statistics.median(seconds["empty, large"]) * 1e3, 0.5, "ms")
    goals.at_most("large district against small", ratio(seconds["due, large"], seconds["due, small"]), 1.3)
    goals.at_least("one job a deadline against ours", ratio(seconds["same"], seconds["due, large"]), 25)
    goals.end()


def ratio(own: list[float], other: list[float]) -> float:
    return statistics.median(mine / theirs for mine, theirs in zip(own, other, strict=True))


if __name__ == "__main__":
    main()
