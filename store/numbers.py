"""Ticket numbers run from one each day in Shanghai, without a gap: one is given only where its ticket is written."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from regulation.shanghai import local_date
from store.columns import table_of
from store.tables import DayNumber

_NUMBER = re.compile(r"(?:CN)?[-\s]*(\d{8})[-\s]*(\d{1,6})", re.IGNORECASE)

_ROW = table_of(DayNumber)
_MORE: dict[str, Any] = {"index_elements": ["day"], "set_": {"last": _ROW.c.last + 1}}
_NEXT = {
    "sqlite": sqlite.insert(_ROW).on_conflict_do_update(**_MORE).returning(_ROW.c.last),
    "postgresql": postgresql.insert(_ROW).on_conflict_do_update(**_MORE).returning(_ROW.c.last),
}


def new_number(session: Session, now: datetime) -> str:
    """The day's next number, `CN-20261122-0007`; rolled back with its transaction, so none is ever skipped."""
    day = local_date(now)
    next_one = _NEXT[session.get_bind().dialect.name]
    return format_number(day, session.execute(next_one, {"day": day, "last": 1}).scalar_one())


def format_number(day: date, last: int) -> str:
    return f"CN-{day:%Y%m%d}-{last:04d}"


def read_number(text: str) -> str | None:
    """The ticket number somebody typed, forgiving about case, dashes and leading zeros; None where it is none."""
    match = _NUMBER.fullmatch(text.strip())
    return f"CN-{match[1]}-{int(match[2]):04d}" if match else None
