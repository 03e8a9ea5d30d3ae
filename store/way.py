"""Whoever waits for a 200 goes first: background work lets callbacks pass, for a moment, before each piece of work."""

from __future__ import annotations

from threading import Event
from time import monotonic

RUSH = 0.01  # seconds after a callback in which the next one is likely
STEP = 0.002
PATIENCE = 0.04  # seconds a piece of work stands back at most, so that it goes on under any load


class Way:
    """One for a process. Python runs one thread at a time: without this, answers queue behind sweeps."""

    def __init__(self) -> None:
        self._rush_until = 0.0
        self._pause = Event()  # never set: a sleep that needs no system clock

    def hurry(self) -> None:
        """A callback has come in."""
        self._rush_until = monotonic() + RUSH

    def give(self, patience: float = PATIENCE) -> None:
        """Stand back while callbacks come in, but no longer than `patience` seconds."""
        limit = monotonic() + patience
        while self._rush_until > (now := monotonic()) and now < limit:
            self._pause.wait(STEP)
