"""Request rates (GCRA): how often one client may ask; a burst of a minute's worth is allowed."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from time import monotonic

MOST = 50_000  # clients that are remembered; beyond it those who have rested longest are forgotten


class RequestRate:
    """At most `per_minute` requests of each client, 0 for any number; one process's own count."""

    def __init__(self, per_minute: int, now: Callable[[], float] = monotonic) -> None:
        self._apart = 60 / per_minute if per_minute else 0.0  # seconds between requests
        self._now, self._lock = now, Lock()
        self._next: dict[str, float] = {}  # per client: when the bucket is full again

    def take(self, client: str) -> float:
        """Count one request; returns 0, or the seconds after which it would be allowed."""
        with self._lock:
            wait = self._wait(client)
            if self._apart and not wait:
                now = self._now()
                self._next[client] = max(self._next.pop(client, now), now) + self._apart
                self._forget(now)
        return wait

    def wait(self, client: str) -> float:
        """As `take`, without counting."""
        with self._lock:
            return self._wait(client)

    def _wait(self, client: str) -> float:
        return max(0.0, self._next.get(client, 0.0) + self._apart - 60 - self._now())

    def _forget(self, now: float) -> None:
        if len(self._next) > MOST:
            self._next = {client: full for client, full in self._next.items() if full > now}
        while len(self._next) > MOST:
            del self._next[next(iter(self._next))]
