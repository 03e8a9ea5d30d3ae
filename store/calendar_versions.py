"""The work calendars in the order in which they came into force, each whole: what stopped is explained by its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from regulation.holiday_notices import Notice
from regulation.workdays import WorkCalendar
from store.engine.canonical_json import canonical
from store.loaded_notices import as_json, from_json
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import CalendarVersion

_NEWEST = select(CalendarVersion).order_by(CalendarVersion.since.desc(), CalendarVersion.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a calendar is made of; `version` is the calendar's."""

    version: str
    notices: Sequence[Notice]
    closures: Mapping[date, str]


def keep(session: Session, calendar: WorkCalendar, now: datetime) -> None:
    """Record that this calendar is in force from now on, unless it already is; no record is changed."""
    newest = session.scalars(_NEWEST).first()
    if newest is None or newest.version != calendar.version:
        row = CalendarVersion(version=calendar.version, content=_content(calendar), since=now)
        session.add(row)
        row_sealing.seal(session, Kind.CALENDAR, [row], now)


def in_force(session: Session, instant: datetime) -> Basis | None:
    """The calendar on record at an instant; None before the first record."""
    row = session.scalars(_NEWEST.where(CalendarVersion.since <= instant)).first()
    return _basis(row.version, row.content) if row else None


def _content(calendar: WorkCalendar) -> str:
    notices = [{"year": each.year, "number": each.number, **as_json(each)} for each in calendar.notices]
    return canonical({"notices": notices, "closures": {str(day): why for day, why in calendar.closures.items()}})


@lru_cache(maxsize=8)
def _basis(version: str, content: str) -> Basis:
    values = json.loads(content)
    notices = tuple(from_json(each["year"], each["number"], each) for each in values["notices"])
    return Basis(version, notices, {date.fromisoformat(day): why for day, why in values["closures"].items()})
