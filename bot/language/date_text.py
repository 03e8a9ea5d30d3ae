"""Formats dates and instants for cards: always with the weekday, always in Shanghai time."""

from __future__ import annotations

from datetime import date, datetime, time

from regulation.shanghai import DAY_END, SHANGHAI, dated, local_date


def day(value: date, provisional: bool = False) -> str:
    """`2026-10-15 周四`, with 暂定 where no notice covers the day yet."""
    return f"{dated(value)}{'（暂定）' if provisional else ''}"


def until(value: date, close: time = DAY_END, provisional: bool = False) -> str:
    """`2026-10-15 周四（含当日）前`: 前 alone leaves the day itself open; with a close of business `… 17:30前`."""
    if close != DAY_END:
        return f"{day(value, provisional)} {close:%H:%M}前"
    return f"{dated(value)}（{'暂定，' if provisional else ''}含当日）前"


def ends(value: date, close: time = DAY_END, provisional: bool = False) -> str:
    """`2026-10-15 周四` as the end of a limit; with a close of business `2026-10-15 周四 17:30`."""
    return day(value, provisional) if close == DAY_END else f"{day(value, provisional)} {close:%H:%M}"


def close_of(due_at: datetime | None) -> time:
    """The close of business that a limit's end was computed with."""
    return due_at.astimezone(SHANGHAI).time() if due_at else DAY_END


def short_day(value: date, provisional: bool = False) -> str:
    """`9月18日周五`, for a line of a list."""
    return f"{value.month}月{value.day}日{dated(value)[-2:]}{'（暂定）' if provisional else ''}"


HELD = "待批"  # a limit that has passed while its extension awaits a decision: not overdue until then (own rule)


def left(days: int, overdue: bool, held: bool = False) -> str:
    """Working days left or overdue; the due day itself is 今天到期; 延期待批 where it is held open past that day."""
    if held:
        return f"延期{HELD}"
    if overdue:
        return f"逾期{-days}个工作日" if days < 0 else "已逾期"
    return f"剩{days}个工作日" if days > 0 else "今天到期"


def short_left(days: int, overdue: bool, held: bool = False) -> str:
    """The same in at most five characters, for the label of a field."""
    if held:
        return HELD
    if overdue:
        return f"逾期{min(-days, 99)}日" if days < 0 else "已逾期"
    return f"剩{min(days, 999)}天" if days > 0 else "今日到期"


def at(instant: datetime, now: datetime | None = None) -> str:
    """`11月22日 10:32`, with the year where `now` is in another: the hour alone would be read as another day's."""
    local = instant.astimezone(SHANGHAI)
    day_words = f"{local.month}月{local.day}日 {local:%H:%M}"
    return day_words if now is None or local.year == now.astimezone(SHANGHAI).year else f"{local.year}年{day_words}"


def stamp(instant: datetime) -> str:
    """`2026-11-22 周日 10:32`."""
    return f"{dated(local_date(instant))} {instant.astimezone(SHANGHAI):%H:%M}"
