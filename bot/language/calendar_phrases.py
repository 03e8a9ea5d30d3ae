"""Patterns of spoken dates, one function each: a near day, a weekday, a month's end, a duration, a written date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeAlias

from regulation.holiday_calendar import CalendarGap

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
NEAR = {
    **dict.fromkeys(("大前天",), -3),
    **dict.fromkeys(("前天", "前日"), -2),
    **dict.fromkeys(("昨天", "昨日", "昨", "前1天"), -1),
    **dict.fromkeys(("今天", "今日", "今", "当天", "当日", "即日"), 0),
    **dict.fromkeys(("明天", "明日", "明", "次日", "翌日", "第2天"), 1),
    **dict.fromkeys(("后天", "后日"), 2),
    **dict.fromkeys(("大后天",), 3),
}
_HALF_YEAR = timedelta(days=180)  # a month and day farther away than this is in the next year, or in the last
_VAGUE = re.compile(
    r"(?:本|这个?|上个?|下个?|下下个?)?(?:周末?|星期末?|礼拜|月[初中]?|月?[上中下]?旬|年[初中]?|季度)"
    r"|\d{1,2}月(?:初|中|[上中下]旬|份)?|(?:过|这)?几[天日]|近期|最近|[今明去]年"
    r"|(?:国庆|春节|元旦|劳动节?|中秋|端午|清明)?(?:节|假期)?[前后]"
)


def meant(words: str, seen: Seen) -> date | None:
    """The day that these words name; None where they name none. Raises Unclear."""
    if words in NEAR:
        return seen.today + timedelta(days=NEAR[words])
    for pattern, read in READERS:
        match = pattern.fullmatch(words)
        if match is not None:
            try:
                return read(match, seen)
            except (ValueError, OverflowError, CalendarGap):
                raise Unclear(f"没有“{match[0]}”这一天") from None
    if words and _VAGUE.fullmatch(words):
        raise Unclear(f"“{words}”没有说明是哪一天")
    return None


def _whole(match: Match, seen: Seen) -> date:
    year = int(match[1]) if len(match[1]) == 4 else 2000 + int(match[1])
    if abs(year - seen.today.year) > 30:
        raise ValueError
    return date(year, int(match[2]), int(match[3]))


def _year_said(match: Match, seen: Seen) -> date:
    turn = {"前": -2, "去": -1, "上": -1, "今": 0, "本": 0, "当": 0, "明": 1, "下": 1, "后": 2}[match[1][0]]
    return date(seen.today.year + turn, int(match[2]), int(match[3]))


def _month_day(match: Match, seen: Seen) -> date:
    return _near_year(int(match[1]), int(match[2]), seen)


def _near_year(month: int, number: int, seen: Seen) -> date:
    """The one within half a year; beyond that the next, or where the past is meant the last one."""
    year = seen.today.year
    day = date(year, month, number)
    if seen.past:
        return day.replace(year=year - 1) if day - seen.today > _HALF_YEAR else day
    return day.replace(year=year + 1) if seen.today - day > _HALF_YEAR else day


def _day_of_month(match: Match, seen: Seen) -> date:
    """8号 is the next 8th, or where the past is meant the last one."""
    number, turn = int(match[2]), _turn(match[1])
    if match[1] is None:
        turn = -1 if seen.past and number > seen.today.day else int(not seen.past and number < seen.today.day)
    return _month(seen.today, turn).replace(day=number)


def _month_end(match: Match, seen: Seen) -> date:
    if match[1] and match[1][0].isdigit():
        return _last(_near_year(int(match[1]), 1, seen))
    return _last(_month(seen.today, _turn(match[1])))


def _year_end(match: Match, seen: Seen) -> date:
    turn = {"去": -1, "上": -1, "明": 1, "下": 1}.get((match[1] or "今")[0], 0)
    return date(seen.today.year + turn, 12, 31)


def _quarter_end(match: Match, seen: Seen) -> date:
    quarter = (seen.today.month - 1) // 3 + _turn(match[1])
    return _last(_month(date(seen.today.year, 1, 1), 3 * quarter + 2))


def _weekday(match: Match, seen: Seen) -> date:
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


def _ahead(match: Match, seen: Seen) -> date:
    if seen.past and not match[3]:
        raise Unclear(f"“{match[0]}”没有说明从哪天算起")
    return _moved(match, seen, 1)


def _ago(match: Match, seen: Seen) -> date:
    """3天前 where the past is meant; of a day to come it could mean within three days."""
    if not seen.past:
        raise Unclear(f"“{match[0]}”没有说明是哪一天")
    return _moved(match, seen, -1)


def _moved(match: Match, seen: Seen, way: int) -> date:
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


def _next_workday(match: Match, seen: Seen) -> date:
    if match[1].startswith("上"):
        return seen.calendar.minus(seen.today, 1)
    return seen.calendar.after(seen.today, 1).day


def _after_holiday(match: Match, seen: Seen) -> date:
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


_HOLIDAYS = {
    **{name: name for name in ("国庆", "春节", "元旦", "清明", "端午", "中秋")},
    **dict.fromkeys(("51", "5.1", "5·1", "劳动"), "劳动节"),
    "过年": "春节",
}
_COUNT, _UNIT = r"(\d{0,3}个?半|\d{1,3})个?", r"(工作日|天|日|周|星期|礼拜|月|季度|年)"
_FEAST = r"(?:国庆|春节|过年|元旦|清明|端午|中秋|5[.·]?1|劳动)?[长放]?(?:节假日|节假|假期|节|假)*"
READERS: Sequence[tuple[re.Pattern[str], Callable[[Match, Seen], date]]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", _whole),
        (r"(20\d{2})(\d{2})(\d{2})", _whole),
        (r"([2-4]\d)年(\d{1,2})月(\d{1,2})[日号]?", _whole),
        (r"([2-4]\d)[-/.](\d{1,2})[-/.](\d{1,2})[日号]?", _whole),
        (r"([前去上今本当明下后])年的?(\d{1,2})[-/.月](\d{1,2})[日号]?", _year_said),
        (r"(\d{1,2})[-/.月](\d{1,2})[日号]?", _month_day),
        (r"(本月|这个?月|当月|上个?月|下个?月|下下个?月)?的?初?(\d{1,2})[日号]", _day_of_month),
        (r"(本|这个?|当|上个?|下个?|下下个?|\d{1,2}(?=月))?月的?(?:最后1天|[底末])", _month_end),
        (r"(今|本|去|明|下)?年?年[底末]", _year_end),
        (r"(本|这个?|下个?|上个?)?季度?[底末]", _quarter_end),
        (r"(下下|下|本|这|上上|上)?1?个?(?:周|星期|礼拜)([1-7日天])", _weekday),
        (r"(下1?个?|次1?|上1?个?)工作日", _next_workday),
        (rf"(?:再?过|还要|需要?|给)?{_COUNT}{_UNIT}(之?后|以后|之?内|以内|过后)?", _ahead),
        (rf"{_COUNT}{_UNIT}[之以]?前", _ago),
        (rf"{_FEAST}[以之过]?后的?(?:上班)?的?(?:第(\d{{1,2}})个?(?:工作日|上班日|天上班)|第1天)", _after_holiday),
    )
)  # fmt: skip
