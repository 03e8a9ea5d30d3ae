"""Oracle of working days: its own reading of the published notices, and the result of fifteen public sources."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

NOTICES = Path(__file__).parents[2] / "regulation" / "holidays"
VOTES = Path(__file__).parents[1] / "data" / "workdays.csv"
DAY, SATURDAY = timedelta(days=1), 5
UNANNOUNCED = {  # no notice yet: the days off of 全国年节及纪念日放假办法, taken from an almanac
    date(2027, month, day)
    for month, days in {1: (1,), 2: (5, 6, 7, 8), 4: (5,), 5: (1, 2), 6: (9,), 9: (15,), 10: (1, 2, 3)}.items()
    for day in days
}


def votes() -> dict[date, tuple[bool, bool]]:
    """Every day 2018–2026: working day or not by fifteen public sources, and whether they agree enough."""
    with VOTES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        date.fromisoformat(row["date"]): (row["is_workday"] == "1", "provisional" not in row["source_votes"])
        for row in rows
    }


class Workdays:
    """Weekdays, without the days off of a notice, with its days worked (调休上班)."""

    def __init__(self, folder: Path = NOTICES) -> None:
        self._off: set[date] = set()
        self._on: set[date] = set()
        for path in sorted(folder.glob("*.toml")):
            for holiday in tomllib.loads(path.read_text(encoding="utf-8")).get("holiday", ()):
                self._take(holiday["from"], holiday.get("to", holiday["from"]), holiday.get("work", ()))
        if not (folder / "2027.toml").exists():
            self._off |= UNANNOUNCED

    def is_one(self, day: date) -> bool:
        return day in self._on or (day.weekday() < SATURDAY and day not in self._off)

    def after(self, day: date, count: int) -> date:
        """The last day of a limit in working days; the day of the event is not counted (M14, P2–P7)."""
        while count:
            day += DAY
            count -= self.is_one(day)
        return day

    def before(self, day: date) -> date:
        """The previous working day."""
        day -= DAY
        while not self.is_one(day):
            day -= DAY
        return day

    def among(self, after: date, last: date) -> Iterator[date]:
        """Working days after one day, up to and including another."""
        day = after + DAY
        while day <= last:
            if self.is_one(day):
                yield day
            day += DAY

    def count(self, after: date, last: date) -> int:
        return sum(1 for _ in self.among(after, last))

    @cached_property
    def crossed(self) -> frozenset[date]:
        """Every day on which a calendar of plain weekdays would be wrong."""
        return frozenset(self._on | {day for day in self._off if day.weekday() < SATURDAY})

    def _take(self, first: date, last: date, work: list[date]) -> None:
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            self._off.add(date.fromordinal(ordinal))
        self._on |= set(work)
