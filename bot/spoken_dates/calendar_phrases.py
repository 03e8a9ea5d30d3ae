"""Patterns of spoken dates, by what they name: a near day, a weekday, a month's end, a duration, a written date."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from bot.spoken_dates.calendar_steps import (
    Match,
    Seen,
    Unclear,
    after_holiday,
    ago,
    ahead,
    day_of_month,
    month_day,
    month_end,
    next_workday,
    quarter_end,
    weekday,
    whole,
    year_end,
    year_said,
)
from regulation.holiday_calendar import CalendarGap

NEAR = {
    **dict.fromkeys(("大前天",), -3),
    **dict.fromkeys(("前天", "前日", "前儿"), -2),
    **dict.fromkeys(("昨天", "昨日", "昨", "昨儿", "前1天"), -1),
    **dict.fromkeys(("今天", "今日", "今", "今儿", "当天", "当日", "即日"), 0),
    **dict.fromkeys(("明天", "明日", "明", "明儿", "次日", "翌日", "第2天"), 1),
    **dict.fromkeys(("后天", "后日"), 2),
    **dict.fromkeys(("大后天",), 3),
}
_VAGUE = re.compile(
    r"(?:本|这个?|上个?|下个?|下下个?)?(?:周末?|星期末?|礼拜|月[初中]?|月?[上中下]?旬|年[初中]?|季度)"
    r"|\d{1,2}月(?:初|中|[上中下]旬|份)?|(?:过|这)?几[天日]|近期|最近|[今明去]年"
    r"|(?:国庆|春节|元旦|劳动节?|中秋|端午|清明)?(?:节|假期)?[前后]"
)
_COUNT, _UNIT = r"(\d{0,3}个?半|\d{1,3})个?", r"(工作日|天|日|周|星期|礼拜|月|季度|年)"
_FEAST = r"(?:国庆|春节|过年|元旦|清明|端午|中秋|5[.·]?1|劳动)?[长放]?(?:节假日|节假|假期|节|假)*"
READERS: Sequence[tuple[re.Pattern[str], Callable[[Match, Seen], date]]] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(20\d{2})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?", whole),
        (r"(20\d{2})(\d{2})(\d{2})", whole),
        (r"([2-4]\d)年(\d{1,2})月(\d{1,2})[日号]?", whole),
        (r"([2-4]\d)[-/.](\d{1,2})[-/.](\d{1,2})[日号]?", whole),
        (r"([前去上今本当明下后])年的?(\d{1,2})[-/.月](\d{1,2})[日号]?", year_said),
        (r"(\d{1,2})[-/.月](\d{1,2})[日号]?", month_day),
        (r"(本月|这个?月|当月|上个?月|下个?月|下下个?月)?的?初?(\d{1,2})[日号]", day_of_month),
        (r"(本|这个?|当|上个?|下个?|下下个?|\d{1,2}(?=月))?月的?(?:最后1天|[底末])", month_end),
        (r"(本|这个?|当|下个?)月之?内", month_end),
        (r"(今|本|去|明|下)?年?年(?:[底末]|之?内)", year_end),
        (r"(本|这个?|下个?|上个?)?季度?[底末]", quarter_end),
        (r"(下下|下|本|这|上上|上)?1?个?(?:周|星期|礼拜)([1-7日天])", weekday),
        (r"(下1?个?|次1?|上1?个?)工作日", next_workday),
        (rf"(?:再?过|还要|需要?|给)?{_COUNT}{_UNIT}(之?后|以后|之?内|以内|过后)?", ahead),
        (rf"{_COUNT}{_UNIT}[之以]?前", ago),
        (rf"{_FEAST}[以之过]?后的?(?:上班)?的?(?:第(\d{{1,2}})个?(?:工作日|上班日|天上班)|第1天)", after_holiday),
    )
)  # fmt: skip


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
