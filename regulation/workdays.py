"""Limits count working days: the day of the event does not count, the last day named ends them (M14, P2–P7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from regulation.holiday_calendar import CalendarGap, DayLine, HolidayCalendar
from regulation.holiday_notices import Notice, NoticeError, load_notice, load_notices, shipped_notices
from regulation.shanghai import dated, weekday_name

__all__ = [
    "CalendarGap",
    "DayLine",
    "Due",
    "Notice",
    "NoticeError",
    "WorkCalendar",
    "dated",
    "load_notice",
    "load_notices",
    "shipped_notices",
    "weekday_name",
]

AHEAD = 731  # days tabulated beyond the last notice; more are added when asked for
FARTHEST = 36_525  # days beyond the last notice at which counting becomes nonsense: a century
NEXT_NOTICE_EXPECTED = (11, 20)  # the notices for 2024–2026 came on 25 October, 12 and 4 November


@dataclass(frozen=True, slots=True)
class Due:
    """The last day of a limit; provisional (暂定) while the notice that governs it has not been published."""

    day: date
    provisional: bool


# Ordinal of the first day; how many working days up to and including each day; every working day in order.
Table: TypeAlias = tuple[int, list[int], list[Due]]
_TABLES: dict[str, Table] = {}  # by the version of the calendar, which stands for all its days
_MOST_TABLES = 16


class WorkCalendar:
    """Working days by the State Council's notices and a district's own `closures` (day → reason).

    Beyond `last_known` the days off by statute and the weekday rule stand in, and whatever rests on the latter says
    that it is provisional. Days before `first_known` raise CalendarGap. `closures` only ever take days away. Building
    it checks the notices: see HolidayCalendar for its errors.
    """

    def __init__(self, notices: Iterable[Notice], closures: Mapping[date, str] | None = None) -> None:
        self._book = HolidayCalendar(notices, closures or {})
        self.first_known = self._book.first_known
        self.last_known = self._book.last_known
        self.version = self._book.version
        self.notices = self._book.notices
        self.closures = self._book.closures
        self.sources = tuple(notice.cited for notice in self._book.notices)
        self._table = _TABLES.get(self.version) or self._tabulated(self.last_known + timedelta(days=AHEAD))

    def is_workday(self, day: date) -> bool:
        """Whether people work on this day; see `is_certain` for how sure that is."""
        return self._book.is_workday(_no_instant(day))

    def is_certain(self, day: date) -> bool:
        """Whether a published notice covers this day, or the statute makes it a day off."""
        return self._book.is_certain(_no_instant(day))

    def after(self, start: date, n: int) -> Due:
        """The n-th working day strictly after the event's day; n ≥ 1, else ValueError."""
        first, rank, dues = self._table
        place = start.toordinal() - first
        if n < 1 or place < 0 or isinstance(start, datetime):
            raise self._refusal(start, n)
        try:
            return dues[rank[place] + n - 1]
        except IndexError:
            _, rank, dues = self._reaching(start, n)
            return dues[rank[place] + n - 1]

    def bounds(self, start: date, n: int) -> tuple[date, date]:
        """The earliest and the latest day on which a notice still to come could let the limit end."""
        due = self.after(start, n)
        if not due.provisional:
            return due.day, due.day
        return _nth(self._book.may_work, start, n), _nth(self._book.must_work, start, n)

    def minus(self, day: date, n: int) -> date:
        """The n-th working day strictly before a day: when to remind; n ≥ 1."""
        first, rank, dues = self._reaching(day)
        before = rank[day.toordinal() - first] - self.is_workday(day)
        if n < 1 or before < n:
            raise self._refusal(day, n)
        return dues[before - n].day

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`; 0 where `end` is not later."""
        return max(0, self.left(start, end))

    def left(self, today: date, due: date) -> int:
        """How many working days are left until a day; less than nothing where they have passed since."""
        first, rank, _ = self._reaching(max(today, due))
        return rank[self._place(due, first)] - rank[self._place(today, first)]

    def workdays(self, start: date, end: date) -> Iterator[date]:
        """The working days after `start`, up to and including `end`."""
        first, rank, dues = self._reaching(max(start, end))
        return (due.day for due in dues[rank[self._place(start, first)] : rank[self._place(end, first)]])

    def explain(self, start: date, n: int) -> tuple[DayLine, ...]:
        """Every day from the event's to the due day, with its number or the reason why it does not count."""
        counted, lines = 0, [self._book.start_line(start)]
        for step in range(1, (self.after(start, n).day - start).days + 1):
            day = start + timedelta(days=step)
            counts = self.is_workday(day)
            counted += counts
            lines.append(self._book.line(day, counted if counts else None))
        return tuple(lines)

    def needs_notice(self, today: date) -> bool:
        """Whether a notice is missing that should be out: this year's, or from 20 November the next year's."""
        return self._book.last_year < today.year + (today >= date(today.year, *NEXT_NOTICE_EXPECTED))

    def _tabulated(self, last: date) -> Table:
        rank: list[int] = []
        dues: list[Due] = []
        for step in range((last - self.first_known).days + 1):
            day = self.first_known + timedelta(days=step)
            if self._book.is_workday(day):
                dues.append(Due(day, day > self.last_known))
            rank.append(len(dues))
        if len(_TABLES) >= _MOST_TABLES:
            _TABLES.clear()
        table = _TABLES[self.version] = self.first_known.toordinal(), rank, dues
        return table

    def _reaching(self, day: date, n: int = 0) -> Table:
        """The table, grown until it holds `day` and `n` working days beyond; swapped whole, so threads may share it."""
        while True:
            first, rank, dues = table = self._table
            place = self._place(day, first)
            if place < len(rank) and rank[place] + n <= len(dues):
                return table
            beyond = max(place - len(rank), 0) + 2 * n + len(rank) + AHEAD
            if first + beyond > self.last_known.toordinal() + FARTHEST:
                raise CalendarGap(f"{n} working days from {day} reach too far beyond the last notice")
            self._table = self._tabulated(date.fromordinal(first + beyond))

    def _place(self, day: date, first: int) -> int:
        place = day.toordinal() - first
        if place < 0 or isinstance(day, datetime):
            raise self._refusal(day, 1)
        return place

    def _refusal(self, day: date, n: int) -> ValueError:
        if isinstance(day, datetime):
            return ValueError(f"expected a day in Shanghai, found the instant {day}")
        if n < 1:
            return ValueError(f"a limit is at least one working day, found {n}")
        return CalendarGap(f"working days are known from {self.first_known}; {day} lies too early")


def _nth(counts: Callable[[date], bool], day: date, n: int) -> date:
    """The n-th day after this one that counts."""
    while n:
        day += timedelta(days=1)
        n -= counts(day)
    return day


def _no_instant(day: date) -> date:
    """Which day an instant falls on depends on the time zone, so it is refused here."""
    if isinstance(day, datetime):
        raise ValueError(f"expected a day in Shanghai, found the instant {day}")
    return day
