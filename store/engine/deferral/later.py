"""What is done later: a job with a row's id, deferred in the transaction of the change (Procrastinate on PostgreSQL).

On SQLite, where one process serves, its workers are woken after the commit and read the rows themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause, text

from store.engine import at_commit

if TYPE_CHECKING:
    from procrastinate.jobs import Job
    from procrastinate.manager import JobManager
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

SWEEPS = "sweep"  # the queue and the task of the sweeps


class Task(StrEnum):
    """What is done with a row; each is a queue of its own."""

    HANDLE = "handle"  # a callback of the inbox
    DELIVER = "deliver"  # a message of the outbox


@dataclass(frozen=True, slots=True)
class Due:
    """A row to be worked on now. Jobs of one lock run one at a time, in the order in which they were deferred."""

    task: Task
    row: int
    lock: str
    priority: int = 0  # higher ones first; one lock has one priority


def later(session: Session, due: Sequence[Due]) -> None:
    """Have these rows worked on once the transaction is committed, and never where it is not."""
    if not due:
        return
    if session.connection().dialect.name == "postgresql":
        at_commit.gather(session, _defer_gathered, list(due))
    else:
        at_commit.wake_workers(session)


def _defer_gathered(session: Session, due: Sequence[Due]) -> None:
    defer(session.connection().connection.driver_connection, due)


def defer(driver: Any, due: Sequence[Due]) -> None:
    """Defer the jobs by this connection of psycopg; of one line's messages the first: whoever sends it goes on."""
    first = {each.lock if each.task is Task.DELIVER else each: each for each in reversed(due)}
    _jobs().batch_defer_jobs([_job(each) for each in reversed(first.values())], connection=driver)


def without_job(lock: str) -> TextClause:
    """The condition that nothing is under way or waits for this lock, an expression of SQL; on PostgreSQL only."""
    return text(
        f"NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE lock = {lock} "  # noqa: S608 - constants
        "AND status IN ('todo', 'doing'))"
    )


def row_without_job(task: Task, table: str) -> TextClause:
    """The condition that a row has no job; on PostgreSQL only."""
    return text(
        f"NOT EXISTS (SELECT 1 FROM procrastinate_jobs WHERE task_name = '{task}' "  # noqa: S608 - constants
        f"AND args ->> 'row' = {table}.id::text AND status IN ('todo', 'doing'))"
    )


def defer_sweep(engine: Engine, name: str) -> None:
    """Have a worker run this sweep: at most one run is under way, and one waits. In a transaction of its own."""
    from procrastinate.exceptions import AlreadyEnqueued
    from procrastinate.jobs import Job

    job = Job(queue=SWEEPS, task_name=SWEEPS, lock=name, queueing_lock=name, task_kwargs={"name": name})
    try:
        with engine.begin() as connection:
            _jobs().defer_job(job, connection=connection.connection.driver_connection)
    except AlreadyEnqueued:
        return


def _job(due: Due) -> Job:
    from procrastinate.jobs import Job

    arguments: Any = {"row": due.row}
    return Job(
        queue=due.task.value,
        task_name=due.task.value,
        lock=due.lock,
        queueing_lock=None,
        task_kwargs=arguments,
        priority=due.priority,
    )


@cache
def _jobs() -> JobManager:
    """It opens no connection: jobs are deferred on the caller's alone."""
    from procrastinate import SyncPsycopgConnector
    from procrastinate.manager import JobManager

    return JobManager(SyncPsycopgConnector())
