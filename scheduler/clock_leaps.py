"""Leaps of the machine's wall clock, measured against the boot clock, which nobody sets."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from clock.time_source import Clock, SystemClock
from store.upkeep.clock_hold import Leap

LEAP = timedelta(minutes=10)
OWN = "本机单调时钟"


def boot_clock() -> float:
    """Seconds since the machine started, a suspension included where the system counts it."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ClockGuard:
    """Compares the wall clock with the boot clock since the start, or since the last leap; thread-safe.

    Small steps add up: nine minutes twice are a leap.
    """

    def __init__(self, machine: Clock | None = None, tick: Callable[[], float] = boot_clock) -> None:
        self._machine, self._tick = machine or SystemClock(), tick
        self._wall, self._since = self._machine.now(), tick()
        self._lock = Lock()
        self.held = False  # as this process last saw it

    @property
    def wall(self) -> datetime:
        """The machine's own clock."""
        return self._machine.now()

    def leap(self) -> Leap | None:
        """The leap since the last call that returned one."""
        with self._lock:
            wall, tick = self._machine.now(), self._tick()
            expected = self._wall + timedelta(seconds=tick - self._since)
            if abs(wall - expected) <= LEAP:
                return None
            self._wall, self._since = wall, tick
            return Leap(expected, wall, OWN)

    def undo(self, leap: Leap) -> None:
        """Have the next call find this leap again: it could not be recorded."""
        with self._lock:
            self._wall -= leap.found - leap.expected

    def health_problems(self) -> list[str]:
        return ["本机时钟跳变，到期自动办理已暂停，请核对时间后在聊天中发送“时间确认”"] if self.held else []
