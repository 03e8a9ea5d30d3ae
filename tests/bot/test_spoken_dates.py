"""Dates and moments as spoken, against an oracle that walks the days one by one and knows no pattern."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.forms.moments import moment_or_why
from bot.language.dates import date_or_why, read_count, read_date
from regulation.shanghai import SHANGHAI
from regulation.workdays import WorkCalendar, shipped_notices
from tests.days import day

TODAY = day("2026-09-17 周四")
CALENDAR = WorkCalendar(shipped_notices())
NOW = datetime(2026, 9, 17, 9, 30, tzinfo=SHANGHAI)
DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))
STEP = timedelta(days=1)
FORMS = ["{}月{}日", "{}月{}号", "{}.{}", "{}-{}"]
FIGURES = "零一二三四五六七八九"


def spelled(number: int) -> str:
    """1 … 99 as they are said."""
    tens, units = divmod(number, 10)
    before = ("" if tens == 1 else FIGURES[tens]) + "十" if tens else ""
    return before + (FIGURES[units] if units or not tens else "")


def walk(start: date, way: int, fits: Callable[[date], bool]) -> date:
    """The first day that fits, from this one on."""
    while not fits(start):
        start += way * STEP
    return start


def written(number: int, style: int) -> str:
    full_width = str(number).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    return (str(number), spelled(number), full_width)[style]


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(0, 6), st.sampled_from(["周", "星期", "礼拜"]), st.booleans())
def test_a_weekday(today: date, wanted: int, word: str, past: bool) -> None:
    expected = walk(today, -1 if past else 1, lambda one: one.weekday() == wanted)
    assert read_date(f"{word}{'一二三四五六日'[wanted]}", today, CALENDAR, past=past) == expected


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(0, 6), st.sampled_from([("上", -1), ("本", 0), ("这", 0), ("下", 1), ("下下", 2)]))
def test_a_weekday_of_a_week(today: date, wanted: int, week: tuple[str, int]) -> None:
    monday = walk(today, -1, lambda one: one.weekday() == 0)
    expected = monday + wanted * STEP + 7 * week[1] * STEP
    assert read_date(f"{week[0]}周{'一二三四五六日'[wanted]}", today, CALENDAR) == expected


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 28), st.integers(0, 2), st.booleans())
def test_a_day_of_the_month(today: date, number: int, style: int, past: bool) -> None:
    expected = walk(today, -1 if past else 1, lambda one: one.day == number)
    assert read_date(f"{written(number, style)}号", today, CALENDAR, past=past) == expected


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(0, 170), st.integers(0, 2), st.sampled_from(FORMS), st.booleans())
def test_a_month_and_a_day_is_the_near_one(today: date, away: int, style: int, form: str, past: bool) -> None:
    meant = today + (-away if past else away) * STEP
    said = form.format(written(meant.month, style), written(meant.day, style))
    assert read_date(said, today, CALENDAR, past=past) == meant


@settings(max_examples=150, deadline=None)
@given(DAYS, st.integers(1, 60), st.integers(0, 1), st.sampled_from(["{}天后", "{}天之内", "再过{}天", "{}日内"]))
def test_days_ahead(today: date, count: int, style: int, form: str) -> None:
    assert read_date(form.format(written(count, style)), today, CALENDAR) == today + count * STEP


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(1, 60), st.integers(0, 1))
def test_days_ago_where_the_past_is_meant(today: date, count: int, style: int) -> None:
    assert read_date(f"{written(count, style)}天前", today, CALENDAR, past=True) == today - count * STEP
    assert read_date(f"{written(count, style)}天前", today, CALENDAR) is None


@settings(max_examples=100, deadline=None)
@given(DAYS, st.integers(1, 30), st.sampled_from(["{}个工作日后", "{}个工作日内", "{}个工作日"]))
def test_working_days_ahead(today: date, count: int, form: str) -> None:
    passed, expected = 0, today
    while passed < count:
        expected += STEP
        passed += CALENDAR.is_workday(expected)
    assert read_date(form.format(count), today, CALENDAR) == expected


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from(["月底", "本月底", "这个月底", "本月末"]))
def test_the_end_of_the_month(today: date, said: str) -> None:
    assert read_date(said, today, CALENDAR) == walk(today, 1, lambda one: (one + STEP).day == 1)


@settings(max_examples=200, deadline=None)
@given(
    DAYS,
    st.text("零一二两三四五六七八九十0123456789月日号周天年前后半底初下上个工作-./ （）", max_size=9),
    st.booleans(),
)
def test_whatever_is_typed_is_a_date_or_none(today: date, said: str, past: bool) -> None:
    assert isinstance(date_or_why(said, today, CALENDAR, past=past), date | str)
    moment = moment_or_why(said, datetime(today.year, today.month, today.day, 12, tzinfo=SHANGHAI), CALENDAR)
    assert isinstance(moment, datetime | str)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("下月初5号", "2026-10-05 周一"),
        ("下月底", "2026-10-31 周六"),
        ("节后第一个工作日", "2026-09-28 周一"),  # after 中秋, 25–27 September
        ("国庆节后第一个工作日", "2026-10-08 周四"),
        ("国庆假期后第二个工作日", "2026-10-09 周五"),
        ("半个月", "2026-10-02 周五"),
        ("半个月后", "2026-10-02 周五"),
        ("两周", "2026-10-01 周四"),
        ("二十天", "2026-10-07 周三"),
        ("一个月", "2026-10-17 周六"),
        ("9月25日前（含当日）", "2026-09-25 周五"),
        ("9月25日（周五）前", "2026-09-25 周五"),
        ("9月25日前改好", "2026-09-25 周五"),
        ("预计10月15日完成", "2026-10-15 周四"),
        ("延到下周五", "2026-09-25 周五"),
        ("延期到９月２８日", "2026-09-28 周一"),
        ("二〇二六年九月二十五日", "2026-09-25 周五"),
        ("26/9/25", "2026-09-25 周五"),
        ("26年9月25日", "2026-09-25 周五"),
        ("明年1月8日", "2027-01-08 周五"),
        ("年底", "2026-12-31 周四"),
        ("本季度末", "2026-09-30 周三"),
        ("下个工作日", "2026-09-18 周五"),
        ("月底前", "2026-09-30 周三"),
        ("本月内", "2026-09-30 周三"),
        ("年内", "2026-12-31 周四"),
        ("争取周五完成", "2026-09-18 周五"),
        ("明儿", "2026-09-18 周五"),
    ],
)
def test_to_come(said: str, expected: str) -> None:
    assert read_date(said, TODAY, CALENDAR) == day(expected)


@pytest.mark.parametrize(
    "said",
    [
        "下周",
        "周末",
        "月中",
        "下个月",
        "节后",
        "国庆前",
        "几天后",
        "两三天",
        "三四个工作日",
        "5天～10天",
        "半天",
        "农历八月十五",
    ],
)
def test_what_could_mean_several_days_is_asked(said: str) -> None:
    assert read_date(said, TODAY, CALENDAR) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2月30日", "没有“2月30日”这一天"),
        ("9月25日（周四）", "9月25日是周五"),
        ("31号", "没有“31号”这一天"),
        ("下周", "“下周”没有说明是哪一天"),
    ],
)
def test_the_reason_is_said(said: str, why: str) -> None:
    assert date_or_why(said, TODAY, CALENDAR) == why


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("昨天下午3点", "09-16 15:00"),
        ("前天 10:00", "09-15 10:00"),
        ("今天10点半", "09-17 10:30"),
        ("上午9点", "09-17 09:00"),
        ("9月8日下午3点", "09-08 15:00"),
        ("上周五", "09-11 00:00"),
        ("昨晚8点20", "09-16 20:20"),
        ("昨晚八点二十分", "09-16 20:20"),
        ("8号", "09-08 00:00"),
        ("周三下午三点一刻", "09-16 15:15"),
        ("今早8点", "09-17 08:00"),
        ("两小时前", "09-17 07:30"),
        ("一个半小时前", "09-17 08:00"),
        ("十分钟前", "09-17 09:20"),
        ("2026.9.16 15:30", "09-16 15:30"),
        ("９月１６日１５时", "09-16 15:00"),
        ("昨天 3pm", "09-16 15:00"),
        ("昨天中午12点半", "09-16 12:30"),
    ],
)
def test_a_past_moment(said: str, expected: str) -> None:
    found = moment_or_why(said, NOW, CALENDAR)
    assert isinstance(found, datetime)
    assert f"{found:%m-%d %H:%M}" == expected


@pytest.mark.parametrize(
    "said", ["昨天3点", "昨天上午", "昨天夜里2点", "昨天25:10", "昨天上午15点", "从前", "昨晚12点"]
)
def test_a_moment_that_is_not_clear_is_asked(said: str) -> None:
    assert isinstance(moment_or_why(said, NOW, CALENDAR), str)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 1))
def test_hours_of_the_day(hour: int, minute: int, style: int) -> None:
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    shown = hour if hour < 13 else hour - 12
    minutes = f"{written(minute, style)}分" if minute else ""
    found = moment_or_why(f"昨天{part}{written(shown, style)}点{minutes}", NOW, CALENDAR)
    assert found == datetime(2026, 9, 16, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("said", "count"), [("二十天", 20), ("20", 20), ("十个工作日", 10), ("两周", None), ("两三天", None)]
)
def test_a_number_of_days(said: str, count: int | None) -> None:
    assert read_count(said) == count
