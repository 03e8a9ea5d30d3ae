"""Every day 2018–2026 is what fifteen public sources and two libraries say it is."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from regulation.workdays import WorkCalendar, shipped_notices
from tests.oracle.workdays import votes

YEARS = range(2018, 2027)
# Counted by hand from the notices.
WORKDAYS = dict(zip(YEARS, (250, 250, 249, 250, 249, 249, 251, 248, 248), strict=True))


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar(shipped_notices())


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(step) for step in range((date(year + 1, 1, 1) - first).days)]


def test_every_day_agrees_with_the_fifteen_sources(calendar: WorkCalendar) -> None:
    days = votes()
    assert len(days) == 3287
    assert [day for day, (works, _) in days.items() if calendar.is_workday(day) is not works] == []
    unsure = [day for day, (_, certain) in days.items() if calendar.is_certain(day) is not certain]
    assert unsure == [date(2026, 12, 26), date(2026, 12, 27), date(2026, 12, 28)]  # ours is the more careful (own rule)


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_chinesecalendar(calendar: WorkCalendar, year: int) -> None:
    assert [day for day in days_of(year) if calendar.is_workday(day) is not chinese_calendar.is_workday(day)] == []


@pytest.mark.parametrize("year", YEARS)
def test_every_day_agrees_with_holidays(calendar: WorkCalendar, year: int) -> None:
    china = holidays.country_holidays("CN", years=[year - 1, year, year + 1])
    assert [day for day in days_of(year) if calendar.is_workday(day) is not china.is_working_day(day)] == []


@pytest.mark.parametrize("n", [1, 2, 3, 5, 7, 10, 15])
def test_every_limit_from_every_day_agrees_with_holidays(calendar: WorkCalendar, n: int) -> None:
    china = holidays.country_holidays("CN", years=list(YEARS))
    starts = [day for year in YEARS for day in days_of(year)][:-40]
    assert [day for day in starts if calendar.after(day, n).day != china.get_nth_working_day(day, n)] == []


@pytest.mark.parametrize("year", YEARS)
def test_working_days_of_a_year(calendar: WorkCalendar, year: int) -> None:
    last_of_before = date(year - 1, 12, 31)
    counted = sum(map(calendar.is_workday, days_of(year)))
    assert counted == WORKDAYS[year]
    if year > 2018:
        assert calendar.between(last_of_before, date(year, 12, 31)) == counted
