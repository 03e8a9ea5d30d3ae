"""When a rehearsal's clock is moved, every sweep looks at once, and the auditor once that has left: nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog

from clock import FileClock
from scheduler.parts import Parts
from store import outbox

log = structlog.get_logger(__name__)
FAR = timedelta(minutes=10)  # less is the clock's own running on, or a step that no sweep need hurry for
LOOKS_EVERY = 0.05  # seconds
PATIENCE = 30.0  # seconds for what a leap has made due to leave, before the auditor looks


class Leaps:
    """Watches the file of a rehearsal's clock; `sweep` runs everything but the auditor, `audit` the auditor."""

    def __init__(self, parts: Parts, clock: FileClock, sweep: Callable[[], None], audit: Callable[[], None]) -> None:
        self._parts, self._clock, self._sweep, self._audit = parts, clock, sweep, audit
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="leaps", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float) -> bool:
        """False where a run was still going on at the end."""
        self._stopping.set()
        self._thread.join(max(0.0, timeout))
        return not self._thread.is_alive()

    def _watch(self) -> None:
        last = self._clock.now()
        while not self._stopping.wait(LOOKS_EVERY):
            try:
                now = self._clock.now()
                if now - last > FAR:
                    self._look(now)
                last = now
            except Exception:
                log.exception("the rehearsal's clock can't be followed")

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
