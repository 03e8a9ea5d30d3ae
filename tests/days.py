"""Dates in tests carry their weekday, and the weekday is checked."""

from __future__ import annotations

from datetime import date

from regulation.shanghai import dated


def day(text: str) -> date:
    """Read `2026-09-20 周日`; fails where the weekday is wrong."""
    value = date.fromisoformat(text[:10])
    assert dated(value) == text, f"{text}: this day is a {dated(value)[-2:]}"
    return value
