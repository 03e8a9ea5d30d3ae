"""Dates as they are spoken: 9月25日前, 下周五, 半个月, 上周五; what could mean two days is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bot.language.punctuation import bare
from bot.language.text import folded
from bot.spoken_dates.calendar_phrases import meant
from bot.spoken_dates.calendar_steps import Seen, Unclear, weekday_of
from bot.spoken_dates.numerals import figures
from regulation.shanghai import weekday_name

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar

_LEAD = re.compile(
    r"^(?:预计|大约|大概|约|争取|计划|拟|最迟|最晚|不晚于|不迟于|截止|截至|延长|延期|延后|延|推迟|顺延|改|定)*(?:到|至|于|在|为)?"
)
_DONE = r"(?:完成修正|修正完成|修复完成|完成|改好|修好|办好|办完|办结|修正|答复|为止|下班)"
_TAIL = re.compile(
    rf"(?:[,，]?\(含当[日天]\)|含当[日天]|(?<!天)(?<!个工作日)(?<!周)(?<!星期)(?<!月)(?:之|以)?前|左右|前后|吧|[了的]|能|可以?|{_DONE})+$"
)
_MONTH_BEFORE = re.compile(r"(?<=[月年][底末])(?:之|以)?前$")
_COUNT = re.compile(r"(?:共|总共|一共)?(\d{1,3})个?(?:工作日|天|日)?")
_WEEKDAY = re.compile(r"[(,，]?(?:周|星期|礼拜)([1-7日天])\)?$")


def read_date(text: str, today: date, calendar: WorkCalendar, *, past: bool = False) -> date | None:
    """The date meant, seen from `today` in Shanghai; None where the text names no date.

    `past` reads 周五, 8号 and 12月8日 as the last one, not the next.
    """
    found = date_or_why(text, today, calendar, past=past)
    return found if isinstance(found, date) else None


def read_count(text: str) -> int | None:
    """A number of days: 20, 二十天, 10个工作日; None where the text is none."""
    match = _COUNT.fullmatch(re.sub(r"\s", "", bare(figures(folded(text)))))
    return int(match[1]) if match else None


def date_or_why(text: str, today: date, calendar: WorkCalendar, *, past: bool = False) -> date | str:
    """The date, or the reason why none is meant: a sentence, "" where the text names no date at all."""
    words = re.sub(r"\s", "", bare(figures(folded(text))))
    seen, reason = Seen(today, calendar, past), ""
    for attempt in dict.fromkeys((words, *_trimmed(words))):
        try:
            day = _on_its_weekday(attempt, seen)
        except Unclear as unclear:
            reason = reason or str(unclear)
            continue
        if day is not None:
            return day
    return reason


def _trimmed(words: str) -> tuple[str, str]:
    """Without what is said around a date: 预计…前完成, 延期到…"""
    shorter = _LEAD.sub("", _TAIL.sub("", _MONTH_BEFORE.sub("", words)))
    return _LEAD.sub("", words), bare(shorter)


def _on_its_weekday(words: str, seen: Seen) -> date | None:
    """9月25日（周五） is refused where that day is none."""
    day = meant(words, seen)
    if day is not None:
        return day
    said = _WEEKDAY.search(words)
    if said is None or not said.start():
        return None
    day = meant(words[: said.start()], seen)
    if day is not None and weekday_of(said[1]) != day.weekday():
        raise Unclear(f"{day.month}月{day.day}日是{weekday_name(day)}")
    return day
