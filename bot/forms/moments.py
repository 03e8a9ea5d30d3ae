"""Moments as they are spoken: 昨天下午3点, 昨晚8点20; an hour that could be of morning or afternoon is asked about."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.language.dates import date_or_why
from bot.language.punctuation import PAUSES, bare
from bot.language.text import folded
from bot.spoken_dates.numerals import figures
from regulation.shanghai import SHANGHAI, local_date

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar

_NOW = re.compile(r"刚刚|刚才|刚|方才|现在|此刻|刚刚?收到(?:的)?")
_AGO = re.compile(r"(?:大约|约)?(\d{1,2}|半)(个?半)?个?(小时|钟头|分钟|刻钟)(?:之|以)?前")
_MINUTES = {"小时": 60, "钟头": 60, "分钟": 1, "刻钟": 15}
_MORNING = ("凌晨", "清晨", "清早", "一早", "1早", "大早", "早上", "早晨", "上午", "早")
_NOON, _AFTERNOON = ("中午", "正午", "午间"), ("下午", "午后", "傍晚")
_NIGHT = ("晚上", "晚间", "夜里", "夜间", "深夜", "半夜", "晚", "夜")
_PARTS = "|".join((*_MORNING, *_NOON, *_AFTERNOON, *_NIGHT))
_CLOCK = re.compile(
    rf"(?P<part>{_PARTS})?的?(?<!\d)(?P<hour>\d{{1,2}})"
    r"(?:[:](?P<colon>\d{1,2})(?::\d{1,2})?|[时点](?:(?P<spoken>\d{1,2})分?|(?P<named>半|[13]刻|整|钟)?)?)"
    r"\s*(?P<latin>[ap]\.?m\.?)?(?:许|左右|多|钟)?(?:收到|来电|打来|收)?的?$",
    re.IGNORECASE,
)
_LATIN = re.compile(r"(?<!\d)(\d{1,2})\s*([ap])\.?m\.?$", re.IGNORECASE)
_PART_ALONE = re.compile(rf"(?:{_PARTS})$")
_NEAR = re.compile(r"(大前|前|昨|今|明|当)(?=$)")
_NAMED = {"半": 30, "1刻": 15, "3刻": 45}
_EARLIEST = 7  # a bare 3点 could be either half of the day; offices open at no earlier hour


def moment_or_why(text: str, now: datetime, calendar: WorkCalendar) -> datetime | str:
    """The past moment meant, in Shanghai time; a day without an hour is its beginning. Else the reason, "" for none."""
    words = _LATIN.sub(r"\1:00\2m", bare(figures(folded(text))))
    if _NOW.fullmatch(words):
        return now
    if (ago := _AGO.fullmatch(re.sub(r"\s", "", words))) is not None:
        return now - _span(ago)
    clock = _CLOCK.search(words)
    if clock is None:
        return _whole_day(words, now, calendar)
    hour = _hour(clock)
    if isinstance(hour, str):
        return hour
    day = date_or_why(_day_words(words[: clock.start()], clock["part"] or ""), local_date(now), calendar, past=True)
    return day if isinstance(day, str) else datetime.combine(day, hour, SHANGHAI)


def _span(ago: re.Match[str]) -> timedelta:
    minutes = _MINUTES[ago[3]]
    whole = 0.5 if ago[1] == "半" else int(ago[1]) + (0.5 if ago[2] else 0)
    return timedelta(minutes=whole * minutes)


def _whole_day(words: str, now: datetime, calendar: WorkCalendar) -> datetime | str:
    if _PART_ALONE.search(words):
        return f"“{words}”没有写明几点"
    day = date_or_why(re.sub(r"(?:收到|来电|打来|来函)的?$", "", words), local_date(now), calendar, past=True)
    return day if isinstance(day, str) else datetime.combine(day, time(0, 0), SHANGHAI)


def _day_words(words: str, part: str) -> str:
    """昨 before 晚 is yesterday; nothing before the hour is today."""
    plain = words.strip(PAUSES + "的Tt在于")
    near = _NEAR.fullmatch(plain)
    return f"{plain}天" if near and part else plain or "今天"


def _hour(clock: re.Match[str]) -> time | str:
    minute = int(clock["colon"] or clock["spoken"] or _NAMED.get(clock["named"] or "", 0))
    part = clock["part"] or {"a": "上午", "p": "下午"}.get((clock["latin"] or "")[:1].lower(), "")
    hour = _of_day(int(clock["hour"]), part)
    if hour is None or minute > 59:
        return f"没有“{clock[0].strip()}”这个钟点"
    ambiguous = not part and 0 < hour < _EARLIEST and not clock["hour"].startswith("0")
    if hour < 0 or ambiguous:
        said = clock[0].strip()
        return f"“{said}”是上午还是下午，请写明，例如“下午{int(clock['hour']) % 12 or 12}点”或24小时制的钟点"
    return time(hour, minute)


def _of_day(hour: int, part: str) -> int | None:
    """The hour of 24; -1 where it could be of either day, None where the part of the day has no such hour."""
    if hour > 23:
        return None
    if not part:
        return hour
    if part in _MORNING:
        return None if hour > 12 else 0 if (hour, part) == (12, "凌晨") else hour
    if part in _NOON:
        return hour if hour in (11, 12, 13, 14) else hour + 12 if hour in (1, 2) else None
    if part in _AFTERNOON:
        return hour + 12 if 0 < hour < 12 else hour if 12 <= hour < 20 else None
    if hour >= 17:
        return hour
    return hour + 12 if 5 <= hour < 12 else -1  # 晚上12点, 夜里2点
