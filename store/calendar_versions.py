"""Every work calendar by which limits were counted, kept whole: what stopped is explained by the one of its day."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from regulation.workdays import WorkCalendar
from store.cases.history_chain import canonical
from store.engine.upsert import insert
from store.loaded_notices import as_json, from_json
from store.tables import CalendarVersion


def keep(session: Session, calendar: WorkCalendar, now: datetime) -> None:
    """Store a calendar under its version, idempotent; a stored one is never changed."""
    blank = insert(CalendarVersion, session.get_bind().dialect.name)
    row = blank.values(version=calendar.version, content=_content(calendar), first_seen=now)
    session.execute(row.on_conflict_do_nothing())


def kept(session: Session, version: str) -> WorkCalendar | None:
    """The calendar of a version; None where it was never stored."""
    row = session.get(CalendarVersion, version)
    return _built(row.content) if row else None


def _content(calendar: WorkCalendar) -> str:
    notices = [{"year": each.year, "number": each.number, **as_json(each)} for each in calendar.notices]
    return canonical({"notices": notices, "closures": {str(day): why for day, why in calendar.closures.items()}})


@lru_cache(maxsize=8)
def _built(content: str) -> WorkCalendar:
    values = json.loads(content)
    notices = [from_json(each["year"], each["number"], each) for each in values["notices"]]
    return WorkCalendar(notices, {date.fromisoformat(day): why for day, why in values["closures"].items()})
