"""Calendar coverage: which holiday notices are in force, who loaded them, and how far they reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.ports import Finding
from doctor.environment import calendar

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from bot.laws import LawsInForce

SUBJECT = "放假通知"


def notices(session: Session, laws: LawsInForce, today: date) -> Iterator[Finding]:
    """The calendar's reach, then every notice that was loaded; a contradiction is named and not raised."""
    try:
        known = laws(session).calendar
    except ValueError as error:
        yield Finding("日历", False, f"放假通知互相矛盾（{error}）。请检查 law.notices 中的文件")
        return
    yield calendar(known, today)
    for one in laws.standing(session):
        if one.version:
            yield Finding(SUBJECT, True, one.cited)
