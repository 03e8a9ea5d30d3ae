"""Date parser, on Thursday 2026-09-17 between a Sunday worked (调休) and the National Day holiday."""

from __future__ import annotations

from datetime import date

import pytest

from bot.language.dates import read_date
from regulation.workdays import WorkCalendar, shipped_notices
from tests.days import day

TODAY = day("2026-09-17 周四")
CALENDAR = WorkCalendar(shipped_notices())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-10-15", "2026-10-15 周四"),
        ("2026/10/15", "2026-10-15 周四"),
        ("2026.10.15", "2026-10-15 周四"),
        ("20261015", "2026-10-15 周四"),
        ("2026年10月15日", "2026-10-15 周四"),
        ("10月15日", "2026-10-15 周四"),
        ("10月15号前", "2026-10-15 周四"),
        ("10-15", "2026-10-15 周四"),
        ("十月十五日", "2026-10-15 周四"),
        ("10月15日。", "2026-10-15 周四"),
        ("1月8日", "2027-01-08 周五"),
        ("9月10日", "2026-09-10 周四"),  # past dates are parsed; the question refuses them
        ("25日", "2026-09-25 周五"),
        ("5号", "2026-10-05 周一"),
        ("下个月20号", "2026-10-20 周二"),
        ("今天", "2026-09-17 周四"),
        ("后天", "2026-09-19 周六"),
        ("周五", "2026-09-18 周五"),
        ("周一", "2026-09-21 周一"),
        ("本周一", "2026-09-14 周一"),
        ("下周五", "2026-09-25 周五"),
        ("下下周一", "2026-09-28 周一"),
        ("星期天", "2026-09-20 周日"),
        ("礼拜3", "2026-09-23 周三"),
        ("3天后", "2026-09-20 周日"),
        ("两周后", "2026-10-01 周四"),
        ("2个工作日后", "2026-09-20 周日"),  # the Sunday worked counts
        ("十个工作日内", "2026-10-08 周四"),
        ("月底", "2026-09-30 周三"),
    ],
)
def test_parsed(text: str, expected: str) -> None:
    assert read_date(text, TODAY, CALENDAR) == day(expected)


@pytest.mark.parametrize(
    "text", ["", "尽快", "2月30日", "13月1日", "2026-99-99", "0个工作日后", "周八", "32日", "明年", "15"]
)
def test_refused(text: str) -> None:
    assert read_date(text, TODAY, CALENDAR) is None


def test_year_is_chosen_within_half_a_year() -> None:
    assert read_date("12月31日", date(2027, 1, 4), CALENDAR) == date(2027, 12, 31)
    assert read_date("1月4日", date(2026, 12, 30), CALENDAR) == date(2027, 1, 4)
