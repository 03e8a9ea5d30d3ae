"""A period is a calendar month in Shanghai: an act belongs to the month of the day on which it was done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from regulation.shanghai import deadline, local_date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One month, `2026-10`."""

    year: int
    month: int

    @classmethod
    def read(cls, text: str) -> Period:
        """Raises ValueError where it is no month of the form 2026-10."""
        match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip(), re.ASCII)
        if match is None:
            raise ValueError(f"not a month: {text!r}")
        return cls.of(date(int(match[1]), int(match[2]), 1))

    @classmethod
    def of(cls, day: date) -> Period:
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def name(self) -> str:
        """The Chinese form: 2026年10月."""
        return f"{self.year}年{self.month}月"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def start(self) -> datetime:
        """The first instant (UTC)."""
        return _midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first instant (UTC) that is no longer in it."""
        return _midnight(self.next().first)

    def next(self) -> Period:
        return Period(self.year + self.month // 12, self.month % 12 + 1)

    def before(self) -> Period:
        return Period(self.year - (self.month == 1), 12 if self.month == 1 else self.month - 1)

    def holds(self, instant: datetime) -> bool:
        return Period.of(local_date(instant)) == self


def _midnight(day: date) -> datetime:
    """The instant at which a day begins."""
    return deadline(date.fromordinal(day.toordinal() - 1))
