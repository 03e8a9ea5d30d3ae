"""A date is never shown without its weekday."""

from __future__ import annotations

from datetime import date

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


def weekday_name(day: date) -> str:
    """周一 … 周日."""
    return WEEKDAYS[day.weekday()]


def dated(day: date) -> str:
    """The form of every date in cards, letters and reports: `2026-09-20 周日`."""
    return f"{day.isoformat()} {weekday_name(day)}"
