"""Exponential backoff after a refusal: retries never end, because consoles and servers get repaired meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic

from bot.ports import PlatformError
from clock.time_source import SHANGHAI, Clock


@dataclass(frozen=True, slots=True)
class Refusal:
    """`since` is the first refusal after the last success, `until` the time of the next attempt."""

    error: PlatformError
    since: datetime
    until: datetime

    @property
    def began(self) -> str:
        return f"{self.since.astimezone(SHANGHAI):%m-%d %H:%M}"

    @property
    def again(self) -> str:
        return f"{self.until.astimezone(SHANGHAI):%H:%M}"


class Backoff:
    """Pauses from `first`, doubled up to `last` while the refusal is repeated; thread-safe.

    A pause is measured by `tick`, so that a step of the wall clock can't prolong it. It is over as well once `clock`
    is a whole `leap` (by default: the pause) further, or before its beginning: a rehearsal moves that clock.
    """

    def __init__(
        self,
        clock: Clock,
        first: timedelta,
        last: timedelta,
        *,
        leap: timedelta | None = None,
        tick: Callable[[], float] = monotonic,
    ) -> None:
        self._clock, self._first, self._last, self._leap, self._tick = clock, first, last, leap, tick
        self._lock = Lock()
        self._pause = timedelta()
        self._tick_until = 0.0
        self._began = datetime.min.replace(tzinfo=UTC)
        self._refusal: Refusal | None = None

    def record_refusal(self, error: PlatformError) -> bool:
        """Begin a pause; False where one is active, because requests in flight are refused too."""
        with self._lock:
            if self._is_active():
                return False
            self._pause = min(max(self._pause * 2, self._first), self._last)
            self._began = now = self._clock.now()
            self._tick_until = self._tick() + self._pause.total_seconds()
            self._refusal = Refusal(error, self._refusal.since if self._refusal else now, now + self._pause)
            return True

    def record_success(self) -> bool:
        """The platform accepted a request; True where it had refused before."""
        with self._lock:
            had, self._refusal, self._pause = self._refusal is not None, None, timedelta()
            return had

    @property
    def is_active(self) -> bool:
        """Whether a pause is active."""
        if self._refusal is None:
            return False
        with self._lock:
            return self._is_active()

    @property
    def refusal(self) -> Refusal | None:
        """The last refusal, until the next success: also while nothing was attempted since the pause."""
        return self._refusal

    def _is_active(self) -> bool:
        if self._refusal is None or self._tick() >= self._tick_until:
            return False
        return timedelta() <= self._clock.now() - self._began < (self._leap or self._pause)
