"""When a rehearsal clock is moved forward every sweep runs at once, then the audit once the messages are sent.

A clock that stands at a due instant has them run however short the step was (`frozen due`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog

from clock.time_source import FileClock
from scheduler.deps import Deps
from scheduler.worker import Worker
from store.messages import taking

log = structlog.get_logger(__name__)
FAR = timedelta(minutes=10)  # smaller steps are left to the sweeps' own intervals
POLL_SECONDS = 0.05  # seconds
PATIENCE = 30.0  # seconds: longest wait for due messages before the audit runs


class ClockJumps:
    """Watches the file of a rehearsal clock; `sweep` runs every job but the audit, `audit` the audit."""

    def __init__(self, deps: Deps, clock: FileClock, sweep: Callable[[], None], audit: Callable[[], None]) -> None:
        self._deps, self._clock, self._sweep, self._audit = deps, clock, sweep, audit
        self._stopping = threading.Event()
        self._last: datetime | None = None
        self.workers = [Worker("clock-jumps", "演练时钟", self._watch)]

    def start(self) -> None:
        self.workers[0].start()

    def stop(self, timeout: float) -> bool:
        """False where a run was still going on at the timeout."""
        self._stopping.set()
        return self.workers[0].join(timeout)

    def _watch(self, worker: Worker) -> None:
        while not self._stopping.is_set():
            try:
                with worker.busy():
                    self._follow()
            except Exception:
                log.exception("the rehearsal's clock can't be followed")
            self._stopping.wait(POLL_SECONDS)

    def _follow(self) -> None:
        now = self._clock.now()
        if self._last is not None and (now - self._last > FAR or (now > self._last and self._clock.is_due)):
            self._look(now)
        self._last = now

    def _look(self, now: datetime) -> None:
        self._sweep()
        until = monotonic() + PATIENCE
        while self._due(now) and monotonic() < until and not self._stopping.wait(POLL_SECONDS):
            pass
        self._audit()
        self._deps.counters.rehearsed_until(now)

    def _due(self, now: datetime) -> bool:
        with self._deps.store.read() as session:
            return taking.is_due(session, now)
