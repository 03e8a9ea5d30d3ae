"""Moves the rehearsal's clock: writes the clock file that the bot and the stand-in both read."""

from __future__ import annotations

import os
from datetime import datetime, time, timedelta

from clock.time_source import DUE, SHANGHAI, FileClock

OPENING = time(9, 0)
SATURDAY = 5


class ClockBack(ValueError):
    """The requested time is in the past."""


class ClockControl:
    """Moves a FileClock; forward only, because what the bot has done can't be undone by a clock."""

    def __init__(self, clock: FileClock) -> None:
        self.clock = clock

    def aim(self, step: str) -> datetime:
        """Where a step of the page leads: `hour`, `day` or `weekday`. KeyError for any other."""
        return {"hour": self._next_hour, "day": self._next_day, "weekday": self._next_weekday}[step]()

    def local(self) -> datetime:
        return self.clock.now().astimezone(SHANGHAI)

    def next_hour(self) -> datetime:
        return self.to(self._next_hour())

    def next_day(self) -> datetime:
        """Tomorrow at the opening of service hours."""
        return self.to(self._next_day())

    def next_weekday(self) -> datetime:
        """The next Monday to Friday; holidays and make-up days are the bot's business and not known here."""
        return self.to(self._next_weekday())

    def to(self, instant: datetime) -> datetime:
        """Raises ClockBack for an instant in the past."""
        self.check(instant)
        self.set(instant)
        return instant

    def check(self, instant: datetime) -> None:
        """Raises ClockBack for an instant in the past."""
        if instant < self.local():
            raise ClockBack(f"{instant:%Y-%m-%d %H:%M} 已经过去：演练时钟只向前拨，要回到开头请按“重新开始演练”")

    def _next_hour(self) -> datetime:
        return self.local() + timedelta(hours=1)

    def _next_day(self) -> datetime:
        return datetime.combine(self.local().date() + timedelta(days=1), OPENING, SHANGHAI)

    def _next_weekday(self) -> datetime:
        day = self.local().date() + timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return datetime.combine(day, OPENING, SHANGHAI)

    def set(self, instant: datetime, *, due: bool = False) -> None:
        """Replace the file atomically, so that no reader sees a partial write; `due` stops the clock there."""
        path, words = self.clock.path, f" frozen {DUE}" if due else ""
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(f"{instant.astimezone(SHANGHAI).isoformat(timespec='seconds')}{words}\n", encoding="utf-8")
        draft.replace(path)


def parse_local(text: str) -> datetime:
    """`2026-09-18T10:00` as typed into the page, Shanghai time; ValueError for anything else."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)
