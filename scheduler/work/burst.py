"""Backpressure: during a burst of callbacks they are acknowledged first, and handled at a slower pace (SQLite)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from time import monotonic

BURST, WITHIN = 10, 0.1  # so many commits of callbacks in so many seconds: more than a district ever sends
PAUSE = 0.1  # seconds between two messages during a burst, so that acknowledging does not wait for handling


class Burst:
    """The latest commits of callbacks."""

    def __init__(self, tick: Callable[[], float] = monotonic) -> None:
        self._tick = tick
        self._stored: deque[float] = deque([float("-inf")] * BURST, BURST)

    def stored(self) -> None:
        """Call after each commit of callbacks."""
        self._stored.append(self._tick())

    @property
    def goes_on(self) -> bool:
        """Whether callbacks are being stored faster than `BURST` commits in `WITHIN` seconds."""
        return self._tick() - self._stored[0] < WITHIN

    def pause(self) -> float:
        """Seconds to wait before the next message is handled."""
        return PAUSE if self.goes_on else 0.0
