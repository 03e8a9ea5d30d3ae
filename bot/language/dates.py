"""Date parser: 10月15日, 2026-10-15, 后天, 下周五, 5个工作日后; unreadable input is refused, never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.language.punctuation import bare
from bot.language.text import folded

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar

_FULL = re.compile(r"(20\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_BARE = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_MONTH_DAY = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_DAY = re.compile(r"(?:(本月|这个月|下月|下个月))?(\d{1,2})\s*[日号]")
_WEEKDAY = re.compile(r"(下下|下|本|这|上)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_AHEAD = re.compile(r"(\d{1,3})个?(工作日|天|日|周|星期)(?:之?后|以后|内)")
_NEAR = {"前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_DIGITS = "零一二三四五六七八九"
_NUMERAL = re.compile(r"[一二两三四五六七八九十]+")
_TENS = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?")
_STALE = timedelta(days=180)  # a month and day further back than this means next year


def read_date(text: str, today: date, calendar: WorkCalendar) -> date | None:
    """The date meant, seen from `today` in Shanghai; None where the text names no date."""
    words = re.sub(r"(?:之前|以前|前|左右)$", "", bare(folded(text))).strip()
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    if words in ("月底", "本月底"):
        return today.replace(day=monthrange(today.year, today.month)[1])
    if (match := _WEEKDAY.fullmatch(words)) is not None:
        return _weekday(match, today)
    plain = _NUMERAL.sub(_number, words)
    if (match := _AHEAD.fullmatch(plain)) is not None:
        return _ahead(int(match[1]), match[2], today, calendar)
    return _written(plain, today)


def _written(plain: str, today: date) -> date | None:
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
        (_FULL, _whole),
        (_BARE, _whole),
        (_MONTH_DAY, _month_day),
        (_DAY, _day_of_month),
    )
    for pattern, reader in readers:
        match = pattern.fullmatch(plain)
        if match is not None:
            try:
                return reader(match, today)
            except ValueError:
                return None  # for example the 30th of February
    return None


def _whole(match: re.Match[str], today: date) -> date:  # noqa: ARG001 - the signature of every reader
    return date(int(match[1]), int(match[2]), int(match[3]))


def _month_day(match: re.Match[str], today: date) -> date:
    day = date(today.year, int(match[1]), int(match[2]))
    return day.replace(year=today.year + 1) if today - day > _STALE else day


def _day_of_month(match: re.Match[str], today: date) -> date:
    number = int(match[2])
    later = match[1] in ("下月", "下个月") or (match[1] is None and number < today.day)
    month = today.replace(day=1) + timedelta(days=31) if later else today
    return month.replace(day=number)


def _weekday(match: re.Match[str], today: date) -> date:
    """周五 is the next one, 本周五 this week's even if past, 下周五 and 上周五 a week off; weeks begin on Monday."""
    wanted = "一二三四五六日".find(match[2].replace("天", "日"))
    wanted = int(match[2]) - 1 if wanted < 0 else wanted
    day = today - timedelta(days=today.weekday()) + timedelta(days=wanted)
    if match[1] is None:
        return day if day >= today else day + timedelta(days=7)
    return day + timedelta(days=7 * (match[1].count("下") - match[1].count("上")))


def _ahead(count: int, unit: str, today: date, calendar: WorkCalendar) -> date | None:
    if unit == "工作日":
        return calendar.after(today, count).day if count else None
    return today + timedelta(days=count * (7 if unit in ("周", "星期") else 1))


def _number(match: re.Match[str]) -> str:
    text = match[0].replace("两", "二")
    if _TENS.fullmatch(text) is None and "十" in text:
        return match[0]
    tens, ten, units = text.partition("十")
    if not ten:
        return "".join(str(_DIGITS.index(character)) for character in text)
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(units) if units else 0))
