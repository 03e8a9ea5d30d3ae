"""Ticket numbers run from one each day in Shanghai, without a gap: one is given only where its ticket is written."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from regulation.shanghai import local_date
from store.tables import DayNumber

_NUMBER = re.compile(r"(?:CN)?[-\s]*(\d{8})[-\s]*(\d{1,6})", re.IGNORECASE)


def new_number(session: Session, now: datetime) -> str:
    """The day's next number, `CN-20261122-0007`; rolled back with its transaction, so none is ever skipped."""
    day = local_date(now)
    values = {"day": day, "last": 1}
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = make(DayNumber).values(values)
    statement = statement.on_conflict_do_update(index_elements=["day"], set_={"last": DayNumber.last + 1})
    last = session.execute(statement.returning(DayNumber.last)).scalar_one()
    return format_number(day, last)


def format_number(day: date, last: int) -> str:
    return f"CN-{day:%Y%m%d}-{last:04d}"


def read_number(text: str) -> str | None:
    """The ticket number somebody typed, forgiving about case, dashes and leading zeros; None where it is none."""
    match = _NUMBER.fullmatch(text.strip())
    return f"CN-{match[1]}-{int(match[2]):04d}" if match else None
