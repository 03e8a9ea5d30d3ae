"""Ticket numbers count from one each day (Shanghai) without gaps: they are assigned in the ticket's transaction."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from regulation.shanghai import local_date
from store.engine.columns import table_of
from store.engine.upsert import insert
from store.tables import DayNumber

_NUMBER = re.compile(r"(?:CN)?[-\s]*(\d{8})[-\s]*(\d{1,6})", re.IGNORECASE)

_ROW = table_of(DayNumber)


def new_number(session: Session, now: datetime) -> str:
    """The day's next number, `CN-20261122-0007`; rolled back with its transaction, so none is ever skipped."""
    day = local_date(now)
    following = _following(session.get_bind().dialect.name)
    return format_number(day, session.connection().execute(following, {"day": day, "last": 1}).scalar_one())


@cache
def _following(dialect: str) -> ReturningInsert[int]:
    one_more = {"last": _ROW.c.last + 1}
    return insert(_ROW, dialect).on_conflict_do_update(index_elements=["day"], set_=one_more).returning(_ROW.c.last)


def format_number(day: date, last: int) -> str:
    return f"CN-{day:%Y%m%d}-{last:04d}"


def read_number(text: str) -> str | None:
    """A typed ticket number, normalised (case, dashes, leading zeros); None where it is none."""
    match = _NUMBER.fullmatch(text.strip())
    return f"CN-{match[1]}-{int(match[2]):04d}" if match else None


def ending(session: Session, ends: Collection[str], limit: int = 2000) -> list[str]:
    """Assigned numbers with one of these endings, the newest first: `7` and `0007` are the seventh of a day.

    Three digits also end a longer serial number; `0917-0007` names the day of any year as well.
    """
    rows = session.execute(select(_ROW.c.day, _ROW.c.last).order_by(_ROW.c.day.desc())).all()
    found = (
        format_number(row.day, serial)
        for row in rows
        for end in ends
        for serial in _serials(end.rpartition("-")[2], row.last)
        if f"{row.day:%Y%m%d}".endswith(end.rpartition("-")[0])
    )
    return list(islice(dict.fromkeys(found), limit))


def _serials(end: str, last: int) -> range:
    """The serial numbers up to `last` with this ending: one, or for three digits every thousandth."""
    least = int(end)
    step = 1000 if len(end) == 3 else last + 1
    return range(least or step, last + 1, step)
