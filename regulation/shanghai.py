"""A day of the regulation is a calendar day in Shanghai, whatever the zone of the machine that counts it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY_END = time(0, 0)


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
