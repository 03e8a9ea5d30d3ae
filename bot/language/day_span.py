"""Days in a search, as people say them: 昨天, 上周, 9月17日, 上个月, 最近三天, 9月1日到10日; the past is meant."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import TypeAlias

Span: TypeAlias = tuple[date, date]  # first and last day
_NEAR = {
    "今天": 0, "今日": 0, "当天": 0, "昨天": 1, "昨日": 1, "昨晚": 1, "前天": 2, "前日": 2, "大前天": 3,
}  # fmt: skip
_DIGITS = {letter: number for number, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十]+")
_WEEKDAY = re.compile(r"(上上|上|本|这)?个?(?:周|星期|礼拜)([1-6日天7])")
_WEEK = re.compile(r"(上上|上|本|这)个?(?:周|星期|礼拜)")
_MONTH = re.compile(r"(上上|上|本|这)(?:个?月|个?月份)")
_YEARS = {"今年": 0, "本年": 0, "去年": 1, "前年": 2}
_LATELY = re.compile(
    r"(?:最近|近|过去|这)的?(\d{1,3})(?:个?(天|日|周|星期|礼拜|月|年))内?|(\d{1,3})(?:个?(天|日|周|星期|月))(?:以内|之内|内)"
)
_AGO = re.compile(r"(\d{1,3})个?(天|日|周|星期)(?:以|之)?前")
_DATE = re.compile(r"(?:(20\d\d|去年|今年|前年)[-/.年]?)?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_DAY = re.compile(r"(?:(上|本|这)个?月)?(\d{1,2})[日号]")
_WHOLE_MONTH = re.compile(r"(?:(20\d\d|去年|今年|前年)[-/.年]?)?(\d{1,2})月份?")
_WHOLE_YEAR = re.compile(r"(20\d\d)年度?")
_FROM_TO = re.compile(r"(.+?)(?:到|至|~|～|—|–|--|(?<=[日号月])-)(.+)")
_SINCE = re.compile(r"从?(.+?)(?:以来|至今|以后|之后|起)")
_TAIL = re.compile(r"(?:之?间|期间|提出|提的|反映|登记|收到|录入|的)+$")


def read_span(text: str, today: date) -> Span | None:
    """The days meant by one word, seen from `today`; None where it names none. Nothing is in the future."""
    words = _TAIL.sub("", text.replace(" ", "")).removeprefix("从")
    plain = _NUMERAL.sub(_number, words)
    try:
        return _period(words, plain, today) or _ends(plain, today)
    except (ValueError, OverflowError):  # for example the 30th of February
        return None


def _period(words: str, plain: str, today: date) -> Span | None:
    if words in _NEAR:
        day = today - timedelta(days=_NEAR[words])
        return day, day
    if words in _YEARS:
        year = today.year - _YEARS[words]
        return date(year, 1, 1), date(year, 12, 31)
    for pattern, read in (
        (_WEEK, _week), (_MONTH, _month), (_LATELY, _lately), (_AGO, _ago), (_WEEKDAY, _weekday), (_DATE, _date),
        (_DAY, _day), (_WHOLE_MONTH, _whole_month), (_WHOLE_YEAR, _whole_year),
    ):  # fmt: skip
        match = pattern.fullmatch(plain)
        if match is not None:
            return read(match, today)
    return None


def _ends(plain: str, today: date) -> Span | None:
    """From one day to another, or since one; 9月1日到10日 names the month once."""
    if (since := _SINCE.fullmatch(plain)) is not None:
        first = _period(since[1], since[1], today)
        return (first[0], today) if first else None
    between = _FROM_TO.fullmatch(plain)
    first = _period(between[1], between[1], today) if between else None
    if between is None or first is None:
        return None
    if (same := re.fullmatch(r"(\d{1,2})[日号]?", between[2])) is not None:
        return first[0], first[0].replace(day=int(same[1]))
    last = _period(between[2], between[2], today)
    return (first[0], last[1]) if last and first[0] <= last[1] else None


def _week(match: re.Match[str], today: date) -> Span:
    monday = today - timedelta(days=today.weekday() + 7 * match[1].count("上"))
    return monday, monday + timedelta(days=6)


def _weekday(match: re.Match[str], today: date) -> Span:
    wanted = 6 if match[2] in "日天7" else int(match[2]) - 1
    day = today - timedelta(days=today.weekday()) + timedelta(days=wanted)
    if match[1] is None:
        day = day if day <= today else day - timedelta(days=7)
    else:
        day -= timedelta(days=7 * match[1].count("上"))
    return day, day


def _month(match: re.Match[str], today: date) -> Span:
    first = today.replace(day=1)
    for _ in range(match[1].count("上")):
        first = (first - timedelta(days=1)).replace(day=1)
    return _month_of(first.year, first.month)


def _month_of(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _lately(match: re.Match[str], today: date) -> Span:
    count, unit = int(match[1] or match[3]), match[2] or match[4]
    each = {"周": 7, "星期": 7, "礼拜": 7, "月": 31, "年": 366}.get(unit, 1)
    return today - timedelta(days=count * each - (each == 1)), today


def _ago(match: re.Match[str], today: date) -> Span:
    day = today - timedelta(days=int(match[1]) * (7 if match[2] in ("周", "星期") else 1))
    return day, day


def _date(match: re.Match[str], today: date) -> Span:
    day = date(_year(match[1], today), int(match[2]), int(match[3]))
    day = day.replace(year=day.year - 1) if match[1] is None and day > today else day
    return day, day


def _day(match: re.Match[str], today: date) -> Span:
    before = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    number = int(match[2])
    earlier = match[1] == "上" or (match[1] is None and number > today.day)
    day = (before if earlier else today).replace(day=number)
    return day, day


def _whole_month(match: re.Match[str], today: date) -> Span:
    year, month = _year(match[1], today), int(match[2])
    return _month_of(year - (match[1] is None and month > today.month), month)


def _whole_year(match: re.Match[str], today: date) -> Span:  # noqa: ARG001 - the signature of every reader
    return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)


def _year(said: str | None, today: date) -> int:
    if said is None:
        return today.year
    return today.year - _YEARS[said] if said in _YEARS else int(said)


def _number(match: re.Match[str]) -> str:
    """三 → 3, 十七 → 17, 二十 → 20, 二〇二六 → 2026."""
    text = match[0]
    tens, ten, units = text.partition("十")
    if not ten:
        return "".join(str(_DIGITS[letter]) for letter in text)
    if len(tens) > 1 or len(units) > 1:
        return text
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0))
