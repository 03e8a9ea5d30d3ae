"""When a rehearsal's clock is moved, every sweep looks at once, and the auditor once that has left: nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog

from clock.time_source import FileClock
from scheduler.deps import Parts
from scheduler.worker import Worker
from store.messages import outbox

log = structlog.get_logger(__name__)
FAR = timedelta(minutes=10)  # less is the clock's own running on, or a step that no sweep need hurry for
LOOKS_EVERY = 0.05  # seconds
PATIENCE = 30.0  # seconds for what a leap has made due to leave, before the auditor looks


class Leaps:
    """Watches the file of a rehearsal's clock; `sweep` runs everything but the auditor, `audit` the auditor."""

    def __init__(self, parts: Parts, clock: FileClock, sweep: Callable[[], None], audit: Callable[[], None]) -> None:
        self._parts, self._clock, self._sweep, self._audit = parts, clock, sweep, audit
        self._stopping = threading.Event()
        self._last: datetime | None = None
        self.workers = [Worker("leaps", "演练时钟", self._watch)]

    def start(self) -> None:
        self.workers[0].start()

    def stop(self, timeout: float) -> bool:
        """False where a run was still going on at the end."""
        self._stopping.set()
        return self.workers[0].join(timeout)

    def _watch(self, worker: Worker) -> None:
        while not self._stopping.is_set():
            try:
                with worker.busy():
                    self._follow()
            except Exception:
                log.exception("the rehearsal's clock can't be followed")
            self._stopping.wait(LOOKS_EVERY)

    def _follow(self) -> None:
        now = self._clock.now()
        if self._last is not None and now - self._last > FAR:
            self._look(now)
        self._last = now

    def _look(self, now: datetime) -> None:
        self._sweep()
        until = monotonic() + PATIENCE
        while self._due(now) and monotonic() < until and not self._stopping.wait(LOOKS_EVERY):
            pass
        self._audit()
        self._parts.tally.looked(now)

    def _due(self, now: datetime) -> bool:
        with self._parts.store.read() as session:
            return outbox.is_due(session, now)
