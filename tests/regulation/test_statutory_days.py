"""全国年节及纪念日放假办法: thirteen days are off before any yearly notice; no limit ends on one (own rule)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.statutory_days import REACH, statutory_days
from regulation.workdays import Due, Notice, WorkCalendar, shipped_notices
from tests.days import day

NAMES = statutory_days().names
YEARS = range(2025, 2036)
THIRTEEN = {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar(shipped_notices())


@pytest.mark.parametrize("year", YEARS)
def test_thirteen_days_of_seven_holidays_each_year(year: int) -> None:
    names = [name for each, name in NAMES.items() if each.year == year]
    assert Counter(name for both in names for name in both.split("、")) == THIRTEEN


@pytest.mark.parametrize("year", YEARS)
def test_the_lunar_dates_agree_with_holidays(year: int) -> None:
    """The second source computes them from its own lunar tables; where two feasts meet it moves neither."""
    others = holidays.country_holidays("CN", years=year, observed=False, categories=("public",))
    assert {each for each in NAMES if each.year == year} - set(others) == set()


def test_the_notices_of_2025_and_2026_name_every_statutory_day() -> None:
    off = {each: name for notice in shipped_notices() for each, name in notice.off.items()}
    assert [each for each in NAMES if each.year in (2025, 2026) and each not in off] == []


def test_no_notice_has_moved_a_day_further_than_we_reckon_with() -> None:
    """What lies further from every statutory day than REACH is certain even without a notice."""
    named = [each for notice in shipped_notices() for each in (*notice.off, *notice.work) if each.year in (2025, 2026)]
    farthest = max(min(abs((each - feast).days) for feast in NAMES) for each in named)
    assert farthest <= 11 < REACH


def test_before_the_notice_only_statutory_days_are_off(calendar: WorkCalendar) -> None:
    weekdays = [date(2027, 1, 1) + timedelta(step) for step in range(365)]
    off = [each for each in weekdays if each.weekday() < 5 and not calendar.is_workday(each)]
    assert off == [
        day("2027-01-01 周五"), day("2027-02-05 周五"), day("2027-02-08 周一"), day("2027-04-05 周一"),
        day("2027-06-09 周三"), day("2027-09-15 周三"), day("2027-10-01 周五"),
    ]  # fmt: skip


def test_a_limit_never_ends_on_new_years_day(calendar: WorkCalendar) -> None:
    """Filed on the last day of the year: acceptance is due on Monday the 4th, never on the holiday."""
    assert calendar.after(day("2026-12-31 周四"), 1) == Due(day("2027-01-04 周一"), provisional=True)
    line = calendar.explain(day("2026-12-31 周四"), 1)[1]
    assert (line.counted, line.why, line.provisional) == (None, "元旦放假", False)
    assert line.source == "《全国年节及纪念日放假办法》（国务院令第795号）"


def test_a_year_with_a_notice_is_that_notices_alone(calendar: WorkCalendar) -> None:
    assert not any("放假办法" in line.source for line in calendar.explain(day("2026-02-13 周五"), 2))


@pytest.mark.parametrize(
    ("start", "n", "earliest", "latest"),
    [
        ("2026-12-01 周二", 3, "2026-12-04 周五", "2026-12-04 周五"),  # all of it is known
        ("2026-12-24 周四", 2, "2026-12-26 周六", "2027-01-18 周一"),
        ("2027-03-01 周一", 3, "2027-03-04 周四", "2027-03-04 周四"),  # far from every holiday
        ("2027-01-13 周三", 4, "2027-01-19 周二", "2027-01-21 周四"),
    ],
)
def test_what_a_notice_still_to_come_could_make_of_a_limit(
    calendar: WorkCalendar, start: str, n: int, earliest: str, latest: str
) -> None:
    assert calendar.bounds(day(start), n) == (day(earliest), day(latest))


@given(
    start=st.dates(date(2026, 12, 20), date(2027, 12, 20)),
    n=st.integers(1, 15),
    moved=st.sets(st.sampled_from([each for each in NAMES if each.year == 2027]), max_size=7),
    before=st.integers(0, REACH),
    after=st.integers(0, REACH),
    made_up=st.sets(st.integers(-REACH, REACH), max_size=6),
)
def test_no_notice_takes_a_limit_beyond_what_was_reckoned_with(
    calendar: WorkCalendar, start: date, n: int, moved: set[date], before: int, after: int, made_up: set[int]
) -> None:
    """Whatever a notice makes of the days beside its holidays, the due day stays within the bounds."""
    off = {feast + timedelta(step): "假" for feast in moved for step in range(-before, after + 1)}
    off |= {each: name for each, name in NAMES.items() if each.year == 2027}
    near = (feast + timedelta(step) for feast in moved for step in made_up)
    work = {each: "假" for each in near if each.weekday() >= 5 and each not in off}
    own = {each: name for each, name in off.items() if date(2026, 12, 26) <= each <= date(2027, 12, 31)}
    made = {each: name for each, name in work.items() if date(2026, 12, 26) <= each <= date(2027, 12, 31)}
    notice = Notice(2027, "国办发明电〔2026〕9号", "2027年部分节假日安排的通知", date(2026, 12, 28), own, made)
    loaded = WorkCalendar([*shipped_notices(), notice])
    earliest, latest = calendar.bounds(start, n)
    due = loaded.after(start, n)
    assert earliest <= due.day <= latest or due.provisional
