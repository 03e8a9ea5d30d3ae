"""Day by day: working day or day off, the notice it rests on, and whether a notice covers it yet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from regulation.holiday_notices import Notice
from regulation.shanghai import dated, weekday_name
from regulation.statutory_days import statutory_days

# The next year's notice may reach back into December (2018-12-29 became a make-up Saturday): own rule, 26 December on.
LAST_OWN_DAY = (12, 25)


class CalendarGap(ValueError):
    """No notice covers these days, and none will: they can't be counted."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a counted limit. `counted` is 1 … n on the days that count, None on all others."""

    day: date
    counted: int | None
    why: str
    source: str
    provisional: bool

    @property
    def text(self) -> str:
        """The line as the chat shows it: `2026-09-20 周日 第1日 周日,调休上班(国庆节)`."""
        count = f"第{self.counted}日" if self.counted else "——"
        return f"{dated(self.day)} {count} {self.why}{'（暂定）' if self.provisional else ''}"


class HolidayCalendar:
    """The notices in order of publication, a later one winning day by day; then a district's own closed days.

    Where no notice has been published yet, the days off by statute stand. Raises CalendarGap where there is no notice
    or a year between two is missing, ValueError where two notices claim one year, an amended notice is missing, or a
    closure is no day or has no reason.
    """

    def __init__(self, notices: Iterable[Notice], closures: Mapping[date, str]) -> None:
        self.notices = _in_order(notices)
        self.closures = _checked(closures)
        self._yearly = {notice.year: notice for notice in self.notices if not notice.amends}
        self.first_known = date(min(self._yearly), 1, 1)
        self.last_year = max(self._yearly)
        self.last_known = date(self.last_year, *LAST_OWN_DAY)
        self.statute = statutory_days()
        self._statutory = {day: name for day, name in self.statute.names.items() if day.year > self.last_year}
        self._named: dict[date, tuple[str, bool, Notice]] = {}
        for notice in self.notices:
            self._named.update({day: (name, True, notice) for day, name in notice.off.items()})
            self._named.update({day: (name, False, notice) for day, name in notice.work.items()})

    @property
    def version(self) -> str:
        """Twelve characters that change whenever any day, notice or closure does."""
        content = [[n.year, n.number, str(n.published), _pairs(n.off), _pairs(n.work)] for n in self.notices]
        text = json.dumps([content, _pairs(self.closures), _pairs(self._statutory)], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def is_workday(self, day: date) -> bool:
        """By closure, notice, statute or, where all are silent, weekday; raises CalendarGap before `first_known`."""
        if day < self.first_known:
            raise CalendarGap(f"working days are known from {self.first_known}; {day} lies too early")
        if day in self.closures:
            return False
        named = self._named.get(day)
        return not named[1] if named else day.weekday() < 5 and day not in self._statutory

    def is_certain(self, day: date) -> bool:
        """Whether a notice covers this day, or the statute makes it a day off whatever a notice will say."""
        return self.first_known <= day and (day <= self.last_known or day in self._statutory)

    def may_work(self, day: date) -> bool:
        """Whether it is a working day, or a notice still to come could make it one (调休上班)."""
        return self.is_workday(day) or self._open(day)

    def must_work(self, day: date) -> bool:
        """Whether it is a working day that no notice still to come could make a day off."""
        return self.is_workday(day) and not self._open(day)

    def _open(self, day: date) -> bool:
        return not self.is_certain(day) and day not in self.closures and self.statute.movable(day)

    def line(self, day: date, counted: int | None) -> DayLine:
        """Explain one day; `counted` is its number within the limit."""
        return DayLine(day, counted, self._why(day), self._source(day), not self.is_certain(day))

    def start_line(self, day: date) -> DayLine:
        """The day of the event, which M14 and P2–P7 do not count."""
        return DayLine(day, None, "起算日，不计入", self._source(day), not self.is_certain(day))

    def _why(self, day: date) -> str:
        if day in self.closures:
            return f"本区停止办公：{self.closures[day]}"
        if day in self._named:
            name, off, _ = self._named[day]
            return f"{name}放假" if off else f"{weekday_name(day)}，调休上班（{name}）"
        if day in self._statutory:
            return f"{self._statutory[day]}放假"
        return "周末" if day.weekday() >= 5 else "工作日"

    def _source(self, day: date) -> str:
        if day in self.closures:
            return "本区自定"
        if day in self._statutory:
            return self.statute.cited
        if day > self.last_known:
            return f"暂定：{max(day.year, self.last_year + 1)}年放假通知尚未发布"
        if day in self._named:
            return self._named[day][2].cited
        return self._yearly[day.year].cited


def _in_order(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    seen: list[Notice] = []
    for notice in sorted(notices, key=lambda notice: (notice.year, notice.published, notice.number)):
        if notice not in seen:  # the same notice, shipped and also loaded by a district, is no conflict
            seen.append(notice)
    yearly = [notice for notice in seen if not notice.amends]
    for before, after in pairwise(yearly):
        if before.year == after.year:
            both = f"{after.year}年有两份通知：{before.cited}、{after.cited}"
            raise ValueError(f"{both}，只能留一份，或以 amends 指明修改哪一份")
        if before.year + 1 != after.year:
            raise CalendarGap(f"{before.year}年与{after.year}年之间缺少{before.year + 1}年的通知")
    if not yearly:
        raise CalendarGap("没有任何放假通知")
    _amended(seen)
    return tuple(seen)


def _amended(notices: list[Notice]) -> None:
    numbers = {(notice.year, notice.number) for notice in notices}
    for notice in notices:
        if notice.amends and (notice.year, notice.amends) not in numbers:
            raise ValueError(f"{notice.cited}所修改的 {notice.amends} 不在{notice.year}年的通知之中")


def _checked(closures: Mapping[date, str]) -> dict[date, str]:
    for day, reason in closures.items():
        if isinstance(day, datetime):
            raise ValueError(f"closures：应写日期，如 2026-07-01，现为 {day!r}")
        if not reason.strip():
            raise ValueError(f"closures：{day} 要写明原因，现为 {reason!r}")
    return dict(sorted(closures.items()))


def _pairs(days: Mapping[date, str]) -> list[tuple[str, str]]:
    return sorted((str(day), name) for day, name in days.items())
