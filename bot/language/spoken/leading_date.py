"""A day at the head of a sentence, with the small words around it: 到9月28日, 9月25日前改好, 下周五之前."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from bot.language.dates import read_date
from bot.language.punctuation import behind, cut
from bot.language.text import after, folded

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar

LONGEST = 14  # characters of a day as it is written
_UNTIL = re.compile(
    r"(?:到|至|延至|延到|延期到|延期至|延长到|延长至|宽限到|推迟到|预计在?|争取在?|计划在?|承诺在?|大概|大约|最晚|最迟|在|于|约)+"
)
_BY = re.compile(
    r"(?:之前|以前|之内|以内|前|内|左右)?(?:能|可以|一定|全部|我们)?(?:改好|改完|改正|修正|修好|修改|完成|更正|办结|弄好|处理)?(?:完成|完|好|掉|到位)?"
)


def leading_date(words: str, today: date, calendar: WorkCalendar) -> tuple[date, str] | None:
    """The day and what follows; None where the sentence does not begin with one."""
    plain = folded(words)
    lead = _UNTIL.match(plain)
    start = lead.end() if lead else 0
    head, _ = cut(plain[start:])
    for end in range(min(len(head), LONGEST), 1, -1):
        day = read_date(head[:end], today, calendar)
        by = _BY.match(plain, start + end) if day is not None else None
        if day is not None and by is not None and not plain[start + end : start + end + 1].isdigit():
            return day, behind(after(words, by.end()))
    return None
