"""The only time source of the program: every `now` that is passed as an argument was read here."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = "due"


class Clock(Protocol):
    """The present instant, always timezone-aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FileClock:
    """A rehearsal's clock (演练): the instant written in a file, running on from the moment it was written.

    The file holds one line, `2026-09-18T10:00:00+08:00`; without an offset it is Shanghai time, a date alone
    means its midnight. The word `frozen` behind it stops the clock, and `frozen due` has every sweep look at that
    instant, however short the step to it was. While the file is missing, the system's time is used. Raises
    ValueError where the line is neither.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: tuple[tuple[int, int, int], datetime, bool] | None = None

    def now(self) -> datetime:
        real = datetime.now(UTC)
        try:
            written, instant, frozen = self._line()
        except FileNotFoundError:
            return real
        return instant if frozen else instant + max(real - datetime.fromtimestamp(written, UTC), timedelta())

    @property
    def is_due(self) -> bool:
        """Whether everything that is due at the instant written must be done before the clock is moved on."""
        try:
            return self.path.read_text(encoding="utf-8").split()[-1:] == [DUE]
        except FileNotFoundError:
            return False

    def _line(self) -> tuple[float, datetime, bool]:
        """The file's modification time and its line; read again only where the file has changed."""
        found = self.path.stat()
        key = (found.st_mtime_ns, found.st_ino, found.st_size)
        known = self._read
        if known is None or known[0] != key:
            known = self._read = (key, *parse_instant(self.path.read_text(encoding="utf-8")))
        return found.st_mtime, known[1], known[2]


def parse_instant(text: str) -> tuple[datetime, bool]:
    """Read one line of a clock file; returns the UTC instant and whether it is frozen."""
    match = re.fullmatch(rf"\s*(\S+)(?:\s+(frozen)(?:\s+{DUE})?)?\s*", text)
    if match is None:
        raise ValueError(f"clock file: expected '2026-09-18T10:00:00+08:00 [frozen [due]]', found {text[:60]!r}")
    instant = datetime.fromisoformat(match[1])
    return _aware(instant).astimezone(UTC), match[2] is not None


def open_clock(setting: str) -> Clock:
    """The clock a configuration names: `system`, or `file:PATH`."""
    if setting == "system":
        return SystemClock()
    if setting.startswith("file:"):
        return FileClock(Path(setting.removeprefix("file:")))
    raise ValueError(f"clock: expected 'system' or 'file:PATH', found {setting!r}")


def _aware(instant: datetime) -> datetime:
    return instant.replace(tzinfo=SHANGHAI) if instant.tzinfo is None else instant
