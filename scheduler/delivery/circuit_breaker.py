"""A platform that refuses the whole app, or everybody, is left alone and knocked at now and then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from regulation.shanghai import SHANGHAI

STRANGERS = 3  # different messages failing in a row: it is not about one of them
FIRST, LAST = timedelta(seconds=5), timedelta(minutes=1)
APP_FIRST, APP_LAST = timedelta(minutes=1), timedelta(minutes=10)


@dataclass(slots=True)
class _Line:
    """One platform's state; `pause` is the last one taken, zero while it works, `since` when the first began."""

    failing: set[int] = field(default_factory=set)
    pause: timedelta = timedelta()
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""

    def rests(self, now: datetime) -> bool:
        return self.until is not None and self.until - self.pause <= now < self.until


class Circuit:
    """Which platforms are left alone for now. In memory: after a restart each is tried once."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._lock = Lock()

    def paused(self, now: datetime) -> list[str]:
        """Platforms that are to be left alone at this moment; a clock that was moved back ends a pause."""
        with self._lock:
            return [name for name, line in self._lines.items() if line.rests(now)]

    def pause_of(self, platform: str, now: datetime) -> datetime | None:
        """When the platform will be tried again; None while it is not left alone."""
        with self._lock:
            line = self._lines.get(platform)
            return line.until if line is not None and line.rests(now) else None

    def troubles(self) -> Iterator[str]:
        """One line for each platform that is left alone: why, since when, and when it is tried again."""
        with self._lock:
            lines = [(name, line.since, line.until, line.reason) for name, line in self._lines.items()]
        for name, since, until, reason in lines:
            if since is not None and until is not None:
                began, again = since.astimezone(SHANGHAI), until.astimezone(SHANGHAI)
                yield f"{name} 暂停发送：{reason}，{began:%m-%d %H:%M} 起，{again:%H:%M} 再试"

    def works(self, platform: str) -> bool:
        """It took something; True where it had been left alone until now."""
        with self._lock:
            line = self._lines.pop(platform, None)
            return line is not None and line.until is not None

    def fails(self, platform: str, message: int, now: datetime, *, app: bool, reason: str = "") -> bool:
        """It failed; `app` where it said that this is about the whole app. True where this begins a pause."""
        with self._lock:
            line = self._lines.setdefault(platform, _Line())
            line.failing.add(message)
            if not app and len(line.failing) < STRANGERS and line.until is None:
                return False
            if line.rests(now):
                return False  # a message that was on its way already
            first, last = (APP_FIRST, APP_LAST) if app else (FIRST, LAST)
            line.pause = min(max(line.pause * 2, first), last)
            line.since, line.until, line.reason = line.since or now, now + line.pause, reason
            return True
