"""The workers that deliver, as each database has them."""

from __future__ import annotations

from scheduler.deps import Deps
from scheduler.sweeps import due_rows
from scheduler.work.job_workers import JobWorkers
from scheduler.work.lines import lines_of
from scheduler.work.thread_workers import ThreadWorkers


def senders_of(deps: Deps) -> ThreadWorkers | JobWorkers:
    """Not started yet; on PostgreSQL the only sweep is the one of due rows."""
    lines = lines_of(deps)
    if not deps.store.is_sqlite:

        def sweep(_name: str) -> None:
            due_rows.sweep(deps, deps.clock.now())

        return JobWorkers(deps, lines, sweep)
    threads = ThreadWorkers(deps, lines[0])
    deps.store.wake = threads.wake
    return threads
