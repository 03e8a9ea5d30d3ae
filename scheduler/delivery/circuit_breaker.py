"""Circuit breaker: a platform that refuses the app, or several messages in a row, is paused and probed with backoff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from regulation.shanghai import SHANGHAI

THRESHOLD = 3  # different messages failing in a row: the cause is not one message
FIRST, LAST = timedelta(seconds=5), timedelta(minutes=1)
APP_FIRST, APP_LAST = timedelta(minutes=1), timedelta(minutes=10)


@dataclass(slots=True)
class _State:
    """One platform's state; `pause` is the last one, zero while closed; `since` is when the first pause began."""

    failing: set[int] = field(default_factory=set)
    pause: timedelta = timedelta()
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""

    def is_open(self, now: datetime) -> bool:
        return self.until is not None and self.until - self.pause <= now < self.until


class CircuitBreaker:
    """Which platforms are paused. In memory only: after a restart each is tried once."""

    def __init__(self) -> None:
        self._lines: dict[str, _State] = {}
        self._lock = Lock()

    def paused(self, now: datetime) -> list[str]:
        """Platforms paused now; a clock set back ends a pause."""
        with self._lock:
            return [name for name, line in self._lines.items() if line.is_open(now)]

    def open_until(self, platform: str, now: datetime) -> datetime | None:
        """When the platform is tried again; None while it is not paused."""
        with self._lock:
            line = self._lines.get(platform)
            return line.until if line is not None and line.is_open(now) else None

    def health_problems(self) -> Iterator[str]:
        """One line for each paused platform: reason, since when, next attempt."""
        with self._lock:
            lines = [(name, line.since, line.until, line.reason) for name, line in self._lines.items()]
        for name, since, until, reason in lines:
            if since is not None and until is not None:
                began, again = since.astimezone(SHANGHAI), until.astimezone(SHANGHAI)
                yield f"{name} 暂停发送：{reason}，{began:%m-%d %H:%M} 起，{again:%H:%M} 再试"

    def record_success(self, platform: str) -> bool:
        """The platform took a message; True where this ends a pause."""
        with self._lock:
            line = self._lines.pop(platform, None)
            return line is not None and line.until is not None

    def record_failure(self, platform: str, message: int, now: datetime, *, app: bool, reason: str = "") -> bool:
        """A message failed; `app` where the error is about the whole app. True where this begins a pause."""
        with self._lock:
            line = self._lines.setdefault(platform, _State())
            line.failing.add(message)
            if not app and len(line.failing) < THRESHOLD and line.until is None:
                return False
            if line.is_open(now):
                return False  # it was in flight when the pause began
            first, last = (APP_FIRST, APP_LAST) if app else (FIRST, LAST)
            line.pause = min(max(line.pause * 2, first), last)
            line.since, line.until, line.reason = line.since or now, now + line.pause, reason
            return True
