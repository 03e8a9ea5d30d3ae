"""M14, P2–P7: limits are working days, the event's day is not counted, the last day named ends the limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clock.time_source import SystemClock
from regulation.shanghai import local_date
from regulation.workdays import CalendarGap, Due, Notice, WorkCalendar, dated, shipped_notices, weekday_name
from tests.days import day

INVENTED = Notice(  # for a year whose real notice is not part of these tests
    year=2027,
    number="国办发明电〔2026〕0号",
    title="国务院办公厅关于2027年部分节假日安排的通知",
    published=day("2026-11-30 周一"),
    off={
        day("2026-12-31 周四"): "元旦",
        day("2027-01-01 周五"): "元旦",
        day("2027-01-02 周六"): "元旦",
        **{day("2027-02-05 周五") + timedelta(step): "春节" for step in range(8)},
    },
    work={day("2027-01-03 周日"): "元旦", day("2027-02-14 周日"): "春节"},
)
DISTRICT = {day("2026-07-01 周三"): "办公楼消防改造"}

GOLDEN = [
    # regulation/traps.md
    ("2026-02-13 周五", 1, "2026-02-14 周六"),
    ("2026-02-12 周四", 3, "2026-02-24 周二"),
    ("2026-09-18 周五", 1, "2026-09-20 周日"),
    ("2026-09-30 周三", 7, "2026-10-15 周四"),
    ("2026-09-30 周三", 10, "2026-10-20 周二"),
    # Spring Festival: the eve of 2024 was a working day, those of 2025 and 2026 were not
    ("2024-02-02 周五", 1, "2024-02-04 周日"),
    ("2024-02-08 周四", 1, "2024-02-09 周五"),
    ("2024-02-09 周五", 1, "2024-02-18 周日"),
    ("2024-02-09 周五", 3, "2024-02-20 周二"),
    ("2025-01-24 周五", 1, "2025-01-26 周日"),
    ("2025-01-24 周五", 3, "2025-02-05 周三"),
    ("2025-01-27 周一", 4, "2025-02-08 周六"),
    ("2025-01-27 周一", 5, "2025-02-10 周一"),
    ("2026-02-13 周五", 2, "2026-02-24 周二"),
    ("2026-02-13 周五", 15, "2026-03-12 周四"),
    ("2026-02-14 周六", 1, "2026-02-24 周二"),
    ("2026-02-27 周五", 1, "2026-02-28 周六"),
    # Tomb Sweeping, Labour Day, Dragon Boat
    ("2024-04-03 周三", 1, "2024-04-07 周日"),
    ("2024-04-30 周二", 3, "2024-05-08 周三"),
    ("2024-04-30 周二", 6, "2024-05-11 周六"),
    ("2024-04-30 周二", 7, "2024-05-13 周一"),
    ("2025-04-25 周五", 1, "2025-04-27 周日"),
    ("2025-04-30 周三", 1, "2025-05-06 周二"),
    ("2025-05-30 周五", 1, "2025-06-03 周二"),
    ("2026-04-03 周五", 1, "2026-04-07 周二"),
    ("2026-04-30 周四", 3, "2026-05-08 周五"),
    ("2026-04-30 周四", 4, "2026-05-09 周六"),
    ("2026-04-30 周四", 7, "2026-05-13 周三"),
    ("2026-05-08 周五", 1, "2026-05-09 周六"),
    ("2026-06-18 周四", 1, "2026-06-22 周一"),
    # Mid-Autumn and National Day
    ("2024-09-13 周五", 1, "2024-09-14 周六"),
    ("2024-09-13 周五", 2, "2024-09-18 周三"),
    ("2024-09-27 周五", 3, "2024-10-08 周二"),
    ("2024-09-30 周一", 5, "2024-10-12 周六"),
    ("2024-09-30 周一", 7, "2024-10-15 周二"),
    ("2025-09-26 周五", 3, "2025-09-30 周二"),
    ("2025-09-30 周二", 3, "2025-10-11 周六"),
    ("2025-09-30 周二", 15, "2025-10-28 周二"),
    ("2026-09-18 周五", 7, "2026-09-29 周二"),
    ("2026-09-24 周四", 1, "2026-09-28 周一"),
    ("2026-09-24 周四", 7, "2026-10-12 周一"),
    ("2026-10-09 周五", 1, "2026-10-10 周六"),
    # across the year's end
    ("2018-12-28 周五", 1, "2018-12-29 周六"),
    ("2018-12-28 周五", 2, "2019-01-02 周三"),
    ("2022-12-30 周五", 1, "2023-01-03 周二"),
    ("2024-12-30 周一", 3, "2025-01-03 周五"),
    ("2025-12-31 周三", 1, "2026-01-04 周日"),
    ("2025-12-31 周三", 2, "2026-01-05 周一"),
    ("2026-12-23 周三", 2, "2026-12-25 周五"),
    # received on a day off: the first working day after it is day one
    ("2026-02-17 周二", 1, "2026-02-24 周二"),
    ("2026-09-13 周日", 1, "2026-09-14 周一"),
    ("2026-09-19 周六", 1, "2026-09-20 周日"),
    ("2026-09-20 周日", 1, "2026-09-21 周一"),
    ("2026-10-03 周六", 3, "2026-10-10 周六"),
    # years changed while they ran
    ("2019-04-26 周五", 1, "2019-04-28 周日"),
    ("2019-04-30 周二", 1, "2019-05-05 周日"),
    ("2020-01-23 周四", 1, "2020-02-03 周一"),
    ("2020-01-23 周四", 5, "2020-02-07 周五"),
]


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar(shipped_notices())


@pytest.mark.parametrize(("start", "n", "due"), GOLDEN)
def test_golden_dates(calendar: WorkCalendar, start: str, n: int, due: str) -> None:
    assert calendar.after(day(start), n) == Due(day(due), provisional=False)
    assert calendar.between(day(start), day(due)) == n
    assert [line.counted for line in calendar.explain(day(start), n)][-1] == n


def test_beyond_the_last_notice_a_date_is_provisional(calendar: WorkCalendar) -> None:
    """Own rule: from 26 December of the last year with a notice, because the next one may reach back so far."""
    assert calendar.last_known == day("2026-12-25 周五")
    assert calendar.after(day("2026-12-24 周四"), 2) == Due(day("2026-12-28 周一"), provisional=True)
    assert calendar.after(day("2026-12-24 周四"), 3) == Due(day("2026-12-29 周二"), provisional=True)
    assert calendar.after(day("2026-12-18 周五"), 10).provisional
    assert not calendar.is_certain(day("2026-12-26 周六"))
    assert not calendar.is_certain(day("2017-12-29 周五"))


def test_the_next_notice_settles_and_moves_what_was_provisional(calendar: WorkCalendar) -> None:
    later = WorkCalendar((*shipped_notices(), INVENTED))
    assert calendar.after(day("2026-12-18 周五"), 9) == Due(day("2026-12-31 周四"), provisional=True)
    assert later.after(day("2026-12-18 周五"), 10) == Due(day("2027-01-04 周一"), provisional=False)
    assert later.after(day("2026-12-18 周五"), 9) == Due(day("2027-01-03 周日"), provisional=False)
    assert later.after(day("2026-12-30 周三"), 1) == Due(day("2027-01-03 周日"), provisional=False)
    assert later.version != calendar.version
    assert later.last_known == day("2027-12-25 周六")
    assert all(later.after(day(start), n).day == day(due) for start, n, due in GOLDEN)


def test_the_december_tail_is_explained_by_the_notice_of_the_next_year(calendar: WorkCalendar) -> None:
    lines = calendar.explain(day("2018-12-28 周五"), 2)
    assert lines[1].why == "周六，调休上班（元旦）"
    assert "2019年部分节假日安排" in lines[1].source
    assert "2018年部分节假日安排" in lines[0].source


def test_far_beyond_the_data_it_counts_on_provisionally_and_ends_with_a_clear_refusal(calendar: WorkCalendar) -> None:
    assert calendar.after(day("2040-01-02 周一"), 1000).provisional
    assert calendar.between(day("2045-01-01 周日"), day("2045-01-08 周日")) == 5
    with pytest.raises(CalendarGap, match="too far beyond the last notice"):
        calendar.after(day("2026-01-05 周一"), 10**9)


def test_before_the_first_notice_it_refuses(calendar: WorkCalendar) -> None:
    before = day("2017-12-29 周五")
    for ask in (
        lambda: calendar.is_workday(before),
        lambda: calendar.after(before, 1),
        lambda: calendar.between(before, day("2018-03-01 周四")),
        lambda: calendar.minus(day("2018-01-02 周二"), 1),
    ):
        with pytest.raises(CalendarGap, match="known from 2018-01-01"):
            ask()


def test_an_instant_is_no_day(calendar: WorkCalendar) -> None:
    instant = datetime(2026, 9, 18, 17, tzinfo=UTC)  # already the 19th in Shanghai
    for ask in (lambda: calendar.after(instant, 1), lambda: calendar.is_workday(instant)):
        with pytest.raises(ValueError, match="expected a day in Shanghai"):
            ask()


@pytest.mark.parametrize("n", [0, -1])
def test_a_limit_has_at_least_one_day(calendar: WorkCalendar, n: int) -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        calendar.after(day("2026-09-18 周五"), n)
    with pytest.raises(ValueError, match="at least one working day"):
        calendar.minus(day("2026-09-18 周五"), n)


@pytest.mark.parametrize(
    ("due", "n", "reminder"),
    [
        ("2026-02-24 周二", 1, "2026-02-14 周六"),
        ("2026-09-21 周一", 1, "2026-09-20 周日"),
        ("2026-10-08 周四", 1, "2026-09-30 周三"),
        ("2026-10-03 周六", 2, "2026-09-29 周二"),
        ("2026-01-04 周日", 1, "2025-12-31 周三"),
    ],
)
def test_the_working_day_before(calendar: WorkCalendar, due: str, n: int, reminder: str) -> None:
    assert calendar.minus(day(due), n) == day(reminder)


def test_working_days_of_a_span(calendar: WorkCalendar) -> None:
    span = day("2026-09-18 周五"), day("2026-09-28 周一")
    assert [dated(each)[5:] for each in calendar.workdays(*span)] == [
        "09-20 周日", "09-21 周一", "09-22 周二", "09-23 周三", "09-24 周四", "09-28 周一",
    ]  # fmt: skip
    assert calendar.between(*span) == 6
    assert calendar.between(span[1], span[0]) == 0
    assert list(calendar.workdays(span[1], span[0])) == []


def test_explain_names_every_day_its_reason_and_its_notice() -> None:
    calendar = WorkCalendar(shipped_notices(), DISTRICT)
    lines = calendar.explain(day("2026-09-24 周四"), 6)
    assert [(dated(line.day), line.counted, line.why) for line in (*lines[:6], *lines[-3:])] == [
        ("2026-09-24 周四", None, "起算日，不计入"),
        ("2026-09-25 周五", None, "中秋节放假"),
        ("2026-09-26 周六", None, "中秋节放假"),
        ("2026-09-27 周日", None, "中秋节放假"),
        ("2026-09-28 周一", 1, "工作日"),
        ("2026-09-29 周二", 2, "工作日"),
        ("2026-10-08 周四", 4, "工作日"),
        ("2026-10-09 周五", 5, "工作日"),
        ("2026-10-10 周六", 6, "周六，调休上班（国庆节）"),
    ]
    assert {line.source for line in lines} == {
        "《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号）"
    }
    assert not any(line.provisional for line in lines)
    assert lines[-1].text == "2026-10-10 周六 第6日 周六，调休上班（国庆节）"


def test_explain_says_what_is_not_settled_yet(calendar: WorkCalendar) -> None:
    last = calendar.explain(day("2026-12-25 周五"), 2)[-1]
    assert last.provisional
    assert last.source == "暂定：2027年放假通知尚未发布"
    assert last.text == "2026-12-29 周二 第2日 工作日（暂定）"
    assert calendar.explain(day("2028-03-03 周五"), 1)[-1].source == "暂定：2028年放假通知尚未发布"


def test_a_districts_own_closure_takes_a_day_away() -> None:
    calendar = WorkCalendar(shipped_notices(), DISTRICT)
    assert calendar.after(day("2026-06-30 周二"), 1).day == day("2026-07-02 周四")
    line = calendar.explain(day("2026-06-30 周二"), 1)[1]
    assert (line.counted, line.why, line.source) == (None, "本区停止办公：办公楼消防改造", "本区自定")
    assert calendar.version != WorkCalendar(shipped_notices()).version


def test_a_closure_wins_over_a_make_up_day_and_reaches_beyond_the_notices() -> None:
    closed = {day("2026-09-20 周日"): "台风", day("2027-03-01 周一"): "搬迁"}
    calendar = WorkCalendar(shipped_notices(), closed)
    assert calendar.after(day("2026-09-18 周五"), 1).day == day("2026-09-21 周一")
    assert calendar.after(day("2027-02-26 周五"), 1) == Due(day("2027-03-02 周二"), provisional=True)


def test_the_version_depends_on_the_content_alone() -> None:
    backwards = dict(sorted({**DISTRICT, day("2026-07-02 周四"): "停电"}.items(), reverse=True))
    one = WorkCalendar(shipped_notices(), backwards)
    other = WorkCalendar(reversed(shipped_notices()), dict(sorted(backwards.items())))
    assert one.version == other.version
    assert one.sources == other.sources


@pytest.mark.parametrize(
    ("today", "rings"),
    [
        ("2026-11-19 周四", False),
        ("2026-11-20 周五", True),
        ("2026-12-31 周四", True),
        ("2027-01-04 周一", True),
        ("2025-12-31 周三", False),
    ],
)
def test_the_alarm_for_a_missing_notice(calendar: WorkCalendar, today: str, rings: bool) -> None:
    assert calendar.needs_notice(day(today)) is rings
    assert not WorkCalendar((*shipped_notices(), INVENTED)).needs_notice(day("2027-11-19 周五"))


def test_rings_before_the_data_runs_out(calendar: WorkCalendar) -> None:
    """Skipped instead of failed, so that an old checkout passes; `doctor` reports it to the operator."""
    if calendar.needs_notice(local_date(SystemClock().now())):
        pytest.skip(f"regulation/holidays ends on {calendar.last_known}: add the next State Council notice")


def test_weekday_names() -> None:
    assert weekday_name(day("2026-09-18 周五")) == "周五"
    assert dated(date(2026, 9, 20)) == "2026-09-20 周日"


DAYS = st.dates(date(2018, 1, 1), date(2028, 6, 30))
LIMITS = st.integers(1, 60)


@given(start=DAYS, n=LIMITS)
def test_a_due_day_is_the_nth_working_day(calendar: WorkCalendar, start: date, n: int) -> None:
    due = calendar.after(start, n)
    counted = list(calendar.workdays(start, due.day))
    assert (len(counted), counted[-1]) == (n, due.day)
    assert all(map(calendar.is_workday, counted))
    assert due.provisional is (due.day > calendar.last_known)
    assert calendar.minus(due.day + timedelta(1), n) == counted[0]
    lines = calendar.explain(start, n)
    assert [line.day for line in lines if line.counted] == counted
    assert [line.counted for line in lines if line.counted] == list(range(1, n + 1))


@given(start=DAYS, n=LIMITS, later=st.integers(0, 40), more=st.integers(0, 40))
def test_due_days_are_monotone(calendar: WorkCalendar, start: date, n: int, later: int, more: int) -> None:
    due = calendar.after(start, n).day
    assert due > start
    assert calendar.after(start + timedelta(later), n).day >= due
    assert calendar.after(start, n + more).day >= due


@given(start=DAYS, n=LIMITS, closed=st.sets(DAYS, max_size=30))
def test_another_day_off_never_moves_a_due_day_earlier(
    calendar: WorkCalendar, start: date, n: int, closed: set[date]
) -> None:
    narrower = WorkCalendar(shipped_notices(), dict.fromkeys(closed, "停电"))
    due = narrower.after(start, n).day
    assert due >= calendar.after(start, n).day
    assert due not in closed
