"""A day of the regulation is a calendar day in Shanghai, whatever the machine's zone, and shown with its weekday."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_END = time(0, 0)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def local_date(instant: datetime) -> date:
    """The day on which an aware instant falls; raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs its zone: {instant.isoformat()}")
    return instant.astimezone(SHANGHAI).date()


def deadline(day: date, close: time = DAY_END) -> datetime:
    """The first instant (UTC) that is too late for a due day: the next midnight, or its close of business."""
    if close == DAY_END:
        day += timedelta(days=1)
    return datetime.combine(day, close, SHANGHAI).astimezone(UTC)


def weekday_name(day: date) -> str:
    """周一 … 周日."""
    return WEEKDAYS[day.weekday()]


def dated(day: date) -> str:
    """The form of every date in cards, letters and reports: `2026-09-20 周日`."""
    return f"{day.isoformat()} {WEEKDAYS[day.weekday()]}"
