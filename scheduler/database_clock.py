"""The database's clock, by which all machines of one installation agree whatever their own clocks show (PostgreSQL)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from clock.time_source import Clock, SystemClock
from scheduler.clock_leaps import boot_clock
from store.upkeep.write_probe import database_time

if TYPE_CHECKING:
    from store.engine.session import Store

log = structlog.get_logger(__name__)
RENEWED = 5.0  # seconds for which the machine's boot clock carries on the last answer


class DatabaseClock:
    """Asked at intervals, in a thread of its own: `now` never waits. Until the first answer, the machine's clock."""

    def __init__(self, store: Store, machine: Clock | None = None, tick: Callable[[], float] = boot_clock) -> None:
        self._store, self._machine, self._tick = store, machine or SystemClock(), tick
        self._told: tuple[datetime, float] | None = None
        self._asked = tick()
        self._asking = threading.Lock()
        self.ask()

    def now(self) -> datetime:
        if self._tick() - self._asked >= RENEWED and self._asking.acquire(blocking=False):
            self._asked = self._tick()
            threading.Thread(target=self._renew, name="database-clock", daemon=True).start()
        told = self._told
        return self._machine.now() if told is None else told[0] + timedelta(seconds=self._tick() - told[1])

    def ask(self) -> None:
        """Ask now. Without an answer the last one counts on."""
        try:
            before = self._tick()
            with self._store.read() as session:
                theirs = database_time(session)
            after = self._tick()
        except Exception as error:  # noqa: BLE001 - whatever it is, time goes on
            log.warning("the database's clock can't be asked", reason=type(error).__name__)
            return
        if theirs is not None and after - before < 1.0:  # a slow answer says little
            self._told = theirs, (before + after) / 2

    def _renew(self) -> None:
        try:
            self.ask()
        finally:
            self._asking.release()
