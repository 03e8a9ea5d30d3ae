"""How each kind of spoken date is counted: a weekday, a month's end, a duration, the days after a holiday."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar


class Unclear(Exception):
    """A date that does not exist, or that could mean more than one day; the text says which."""


@dataclass(frozen=True, slots=True)
class Seen:
    """From which day, by which calendar and in which direction a date is meant."""

    today: date
    calendar: WorkCalendar
    past: bool


Match: TypeAlias = "re.Match[str]"
_HALF_YEAR = timedelta(days=180)  # a month and day farther away than this is in the next year, or in the last
_HOLIDAYS = {
    **{name: name for name in ("国庆", "春节", "元旦", "清明", "端午", "中秋")},
    **dict.fromkeys(("51", "5.1", "5·1", "劳动"), "劳动节"),
    "过年": "春节",
}


def whole(match: Match, seen: Seen) -> date:
    year = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
    if abs(year - seen.today.year) > 30:
        raise ValueError
    return date(year, int(match[2]), int(match[3]))


def year_said(match: Match, seen: Seen) -> date:
    turn = {"前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "当": 0, "明": 1, "下": 1, "后": 2}[match[1][0]]
    return date(seen.today.year + turn, int(match[2]), int(match[3]))


def month_day(match: Match, seen: Seen) -> date:
    return _near_year(int(match[1]), int(match[2]), seen)


def _near_year(month: int, number: int, seen: Seen) -> date:
    """The one within half a year; beyond that the next, or where the past is meant the last one."""
    year = seen.today.year
    day = date(year, month, number)
    if seen.past:
        return day.replace(year=year - 1) if day - seen.today > _HALF_YEAR else day
    return day.replace(year=year + 1) if seen.today - day > _HALF_YEAR else day


def day_of_month(match: Match, seen: Seen) -> date:
    """8号 is the next 8th, or where the past is meant the last one."""
    number, turn = int(match[2]), _turn(match[1])
    if match[1] is None:
        turn = -1 if seen.past and number > seen.today.day else int(not seen.past and number < seen.today.day)
    return _month(seen.today, turn).replace(day=number)


def month_end(match: Match, seen: Seen) -> date:
    if match[1] and match[1][0].isdigit():
        return _last(_near_year(int(match[1]), 1, seen))
    return _last(_month(seen.today, _turn(match[1])))


def year_end(match: Match, seen: Seen) -> date:
    turn = {"去": -1, "上": -1, "明": 1, "下": 1}.get((match[1] or "今")[0], 0)
    return date(seen.today.year + turn, 12, 31)


def quarter_end(match: Match, seen: Seen) -> date:
    quarter = (seen.today.month - 1) // 3 + _turn(match[1])
    return _last(_month(date(seen.today.year, 1, 1), 3 * quarter + 2))


def weekday(match: Match, seen: Seen) -> date:
    """周五 is the next one, or the last where the past is meant; 本周五 this week's; weeks begin on Monday."""
    wanted = weekday_of(match[2])
    day = seen.today - timedelta(days=seen.today.weekday()) + timedelta(days=wanted)
    if match[1]:
        return day + timedelta(days=7 * (match[1].count("下") - match[1].count("上")))
    if seen.past:
        return day if day <= seen.today else day - timedelta(days=7)
    return day if day >= seen.today else day + timedelta(days=7)


def weekday_of(figure: str) -> int:
    """0 for 周1 … 6 for 周日, as `figures` leaves them."""
    return "1234567".index(figure.replace("天", "7").replace("日", "7"))


def ahead(match: Match, seen: Seen) -> date:
    if seen.past and not match[3]:
        raise Unclear(f"“{match[0]}”没有说明从哪天算起")
    return moved(match, seen, 1)


def ago(match: Match, seen: Seen) -> date:
    """3天前 where the past is meant; of a day to come it could mean within three days."""
    if not seen.past:
        raise Unclear(f"“{match[0]}”没有说明是哪一天")
    return moved(match, seen, -1)


def moved(match: Match, seen: Seen, way: int) -> date:
    half, unit = match[1].endswith("半") or "个半" in match[0], match[2]
    count = int(re.sub(r"\D", "", match[1]) or 0)
    if unit == "工作日":
        if half or not count:
            raise ValueError
        return seen.calendar.after(seen.today, count).day if way > 0 else seen.calendar.minus(seen.today, count)
    if unit in ("天", "日") or unit in ("周", "星期", "礼拜"):
        if half or not count:
            raise ValueError
        return seen.today + timedelta(days=way * count * (1 if unit in ("天", "日") else 7))
    months = count * {"月": 1, "季度": 3, "年": 12}[unit] + (6 if half and unit == "年" else 0)
    day = _same_day(seen.today, way * months)
    return day + timedelta(days=way * 15) if half and unit == "月" else day


def next_workday(match: Match, seen: Seen) -> date:
    if match[1].startswith("上"):
        return seen.calendar.minus(seen.today, 1)
    return seen.calendar.after(seen.today, 1).day


def after_holiday(match: Match, seen: Seen) -> date:
    """The n-th working day after the next holiday (of that name), as the State Council's notices have it."""
    name = next((whole for short, whole in _HOLIDAYS.items() if short in match[0]), "")
    off = sorted(
        day for notice in seen.calendar.notices for day, said in notice.off.items() if not name or name in said
    )
    ends = [day for day in off if day + timedelta(days=1) not in off]
    last = next((day for day in ends if day >= seen.today), None)
    if last is None:
        raise Unclear(f"“{match[0]}”的放假安排尚未公布，请写明日期")
    return seen.calendar.after(last, int(match[1] or 1)).day


def _turn(said: str | None) -> int:
    return (said or "").count("下") - (said or "").count("上")


def _month(day: date, turn: int) -> date:
    """The first of the month so many months away."""
    months = day.year * 12 + day.month - 1 + turn
    return date(months // 12, months % 12 + 1, 1)


def _same_day(day: date, turn: int) -> date:
    first = _month(day, turn)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _last(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
