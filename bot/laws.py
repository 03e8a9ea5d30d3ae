"""The law in force: rulebooks and calendar; a holiday notice loaded by anyone applies from the next call on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

from regulation.holiday_notice_check import RELEASED, NoticeInForce
from regulation.holiday_notices import Notice
from regulation.law import Laws
from regulation.rulebook import Rulebooks
from regulation.shanghai import SHANGHAI
from regulation.workdays import WorkCalendar
from store import calendar_versions, loaded_notices, rulebook_dates
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.case import Actor

__all__ = ["Laws", "LawsInForce", "LawsToday"]
EARLIER = 16  # calendars of earlier days that are kept built


class LawsToday(Laws):
    """The laws of one session, which also know those of earlier days."""

    def __init__(self, rulebooks: Rulebooks, calendar: WorkCalendar, in_force: LawsInForce, session: Session) -> None:
        super().__init__(rulebooks, calendar, cache(lambda: _of_centre(session)))
        self._in_force = in_force

    def as_of(self, session: Session, instant: datetime) -> Laws:
        """The laws as of an instant: what stopped is explained by the calendar of its day."""
        return self._in_force.as_of(session, instant)


class LawsInForce:
    """Rulebooks, shipped notices and local closures (day → reason), merged with notices loaded into the store."""

    def __init__(self, rulebooks: Rulebooks, shipped: Sequence[Notice], closures: Mapping[date, str]) -> None:
        self._rulebooks = rulebooks
        self._shipped = tuple(shipped)
        self._closures = dict(closures)
        self._present: tuple[tuple[loaded_notices.Edition, ...], WorkCalendar] | None = None
        self._dated: Rulebooks | None = None
        self._earlier: dict[tuple[str, tuple[loaded_notices.Edition, ...]], Laws] = {}

    def __call__(self, session: Session) -> LawsToday:
        """The laws for this session; the calendar is rebuilt only after a notice was loaded."""
        loaded, present = loaded_notices.editions(session), self._present
        if present is None or present[0] != loaded:
            present = loaded, loaded_notices.work_calendar(session, self._shipped, self._closures)
            self._present = present
        return LawsToday(self._books(session), present[1], self, session)

    def record_rulebooks(self, session: Session, now: datetime) -> Mapping[str, date]:
        """Record rulebooks seen for the first time; each takes effect on the next day at the earliest."""
        days = rulebook_dates.record(session, self._rulebooks, now)
        self._dated, self._present = self._rulebooks.in_effect_from(days), None
        self._earlier.clear()
        return days

    def standing(self, session: Session) -> tuple[NoticeInForce, ...]:
        """The notices in force and their sources."""
        kept = loaded_notices.counting(loaded_notices.loaded(session))
        released = loaded_notices.staying(self._shipped, [one.notice for one in kept])
        return (
            *(NoticeInForce(notice, RELEASED, "随程序附带，或写在 law.notices 中") for notice in released),
            *(NoticeInForce(one.notice, one.version, _origin(one)) for one in kept),
        )

    def as_of(self, session: Session, instant: datetime) -> Laws:
        """The laws as of an instant, district's closures included; a closed report is recounted by them."""
        loadings = [one for one in loaded_notices.loaded(session) if one.at <= instant]
        kept = [one.notice for one in loaded_notices.counting(loadings)]
        basis = calendar_versions.in_force(session, instant)
        key = basis.version if basis else "", tuple((one.notice.year, one.version, one.at) for one in loadings)
        if key not in self._earlier:
            if len(self._earlier) >= EARLIER:
                self._earlier.clear()
            notices, closures = (basis.notices, basis.closures) if basis else (self._shipped, self._closures)
            self._earlier[key] = self._with(session, notices, kept, closures)
        return self._earlier[key]

    def with_notice(self, session: Session, notice: Notice, replaces: int | None, now: datetime) -> Laws:
        """The laws with one more notice, as a dry run; raises ValueError where its days contradict the others."""
        loadings = loaded_notices.loaded(session)
        last = max((one.version for one in loadings if one.notice.year == notice.year), default=0)
        newest = loaded_notices.Kept(notice, last + 1, now, replaces=replaces)
        kept = [one.notice for one in loaded_notices.counting((*loadings, newest))]
        return self._with(session, self._shipped, kept, self._closures)

    def _with(
        self, session: Session, shipped: Sequence[Notice], kept: Sequence[Notice], closures: Mapping[date, str]
    ) -> Laws:
        return Laws(self._books(session), WorkCalendar(loaded_notices.in_force(shipped, kept), closures))

    def _books(self, session: Session) -> Rulebooks:
        """The rulebooks with the days from which they are in force here; read once a process."""
        if self._dated is None:
            self._dated = self._rulebooks.in_effect_from(rulebook_dates.effective_days(session, self._rulebooks))
        return self._dated


def _of_centre(session: Session) -> tuple[Actor, ...]:
    """Who works at the centre: nobody else may stand in for them while one of them may act (own rule)."""
    return tuple(persons.actor_of(person) for person in persons.with_role(session, "operator", "director"))


def _origin(kept: loaded_notices.Kept) -> str:
    by = f"由 {kept.by} " if kept.by else ""
    return f"{kept.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {by}载入"
