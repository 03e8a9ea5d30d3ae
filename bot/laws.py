"""The law in force: rulebooks and calendar; a notice or closure loaded by anyone applies from the next call on."""

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
from store import calendar_takeover, calendar_versions, district_closures, loaded_notices, rulebook_dates
from store.calendar_takeover import FileCalendar
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
    """Rulebooks and shipped notices, merged with notices and closures loaded into the store.

    What the settings name besides (`closures`: day → reason; `notices`) counts until the store has taken it over.
    """

    def __init__(
        self,
        rulebooks: Rulebooks,
        shipped: Sequence[Notice],
        closures: Mapping[date, str],
        notices: Sequence[Notice] = (),
    ) -> None:
        self._rulebooks = rulebooks
        self._shipped = tuple(shipped)
        self._files = FileCalendar(tuple(notices), dict(closures))
        self._present: tuple[tuple[object, ...], WorkCalendar] | None = None
        self._dated: Rulebooks | None = None
        self._earlier: dict[tuple[str, tuple[loaded_notices.Edition, ...]], Laws] = {}

    def __call__(self, session: Session) -> LawsToday:
        """The laws for this session; the calendar is rebuilt only after something was loaded."""
        files = self._counting(session)
        key, present = (loaded_notices.editions(session), bool(files)), self._present
        if present is None or present[0] != key:
            closures = {**files.closures, **district_closures.days(district_closures.loaded(session))}
            present = key, loaded_notices.work_calendar(session, (*self._shipped, *files.notices), closures)
            self._present = present
        return LawsToday(self._books(session), present[1], self, session)

    def take_over(self, session: Session, now: datetime) -> int | None:
        """Load what the settings name into the store, once a database; None where it was done before."""
        return calendar_takeover.take_over(session, self._shipped, self._files, now)

    def differences(self, session: Session) -> tuple[str, ...]:
        """What the settings of this server name and the store does not, once it has taken over."""
        done = calendar_takeover.is_done(session)
        return tuple(calendar_takeover.differences(session, self._shipped, self._files)) if done else ()

    def conflicts(self, session: Session) -> tuple[str, ...]:
        """Rulebooks in use that this server reads otherwise than the one that recorded them."""
        return tuple(rulebook_dates.conflicts(session, self._rulebooks))

    @property
    def names_days(self) -> bool:
        """Whether the settings still name notices or closures."""
        return bool(self._files)

    def _counting(self, session: Session) -> FileCalendar:
        """What the settings name, as far as it counts still."""
        return FileCalendar() if self._files and calendar_takeover.is_done(session) else self._files

    def record_rulebooks(self, session: Session, now: datetime) -> Mapping[str, date]:
        """Record rulebooks seen for the first time; each takes effect on the next day at the earliest."""
        days = rulebook_dates.record(session, self._rulebooks, now)
        self._dated, self._present = self._rulebooks.in_effect_from(days), None
        self._earlier.clear()
        return days

    def standing(self, session: Session) -> tuple[NoticeInForce, ...]:
        """The notices in force and their sources."""
        kept = loaded_notices.counting(loaded_notices.loaded(session))
        shipped = (*self._shipped, *self._counting(session).notices)
        released = loaded_notices.staying(shipped, [one.notice for one in kept])
        return (
            *(NoticeInForce(notice, RELEASED, "随程序附带，或写在 law.notices 中") for notice in released),
            *(NoticeInForce(one.notice, one.version, _origin(one)) for one in kept),
        )

    def as_of(self, session: Session, instant: datetime) -> Laws:
        """The laws as of an instant, district's closures included; a closed report is recounted by them."""
        editions = tuple(one for one in loaded_notices.editions(session) if one[-1] <= instant)
        basis = calendar_versions.in_force(session, instant)
        key = basis.version if basis else "", editions
        if key not in self._earlier:
            if len(self._earlier) >= EARLIER:
                self._earlier.clear()
            self._earlier[key] = self._earlier_laws(session, instant, basis)
        return self._earlier[key]

    def _earlier_laws(self, session: Session, instant: datetime, basis: calendar_versions.Basis | None) -> Laws:
        """By the calendar on record; before any, by what was taken over. Closures on record until one was loaded."""
        loadings = [one for one in loaded_notices.loaded(session) if _was_there(one, instant, basis)]
        kept = [one.notice for one in loaded_notices.counting(loadings)]
        lines = [one for one in district_closures.loaded(session) if _was_there(one, instant, basis)]
        files = self._counting(session)
        notices: Sequence[Notice] = basis.notices if basis else (*self._shipped, *files.notices)
        closures = basis.closures if basis else files.closures
        return self._with(session, notices, kept, district_closures.days(lines) if lines else closures)

    def with_notice(self, session: Session, notice: Notice, replaces: int | None, now: datetime) -> Laws:
        """The laws with one more notice, as a dry run; raises ValueError where its days contradict the others."""
        loadings = loaded_notices.loaded(session)
        last = max((one.version for one in loadings if one.notice.year == notice.year), default=0)
        newest = loaded_notices.Kept(notice, last + 1, now, replaces=replaces)
        kept = [one.notice for one in loaded_notices.counting((*loadings, newest))]
        closures = self(session).calendar.closures
        return self._with(session, (*self._shipped, *self._counting(session).notices), kept, closures)

    def with_closures(self, session: Session, closures: Mapping[date, str]) -> Laws:
        """The laws with these closures instead of today's, as a dry run."""
        return Laws(self._books(session), WorkCalendar(self(session).calendar.notices, closures))

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


def _was_there(
    one: loaded_notices.Kept | district_closures.Kept, instant: datetime, basis: calendar_versions.Basis | None
) -> bool:
    """Whether a loading counted at that instant; what the settings named had counted before it was taken over."""
    return one.at <= instant or (basis is None and one.by == calendar_takeover.BY_SETTINGS)


def _origin(kept: loaded_notices.Kept) -> str:
    by = f"由 {kept.by} " if kept.by else ""
    return f"{kept.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} {by}载入"
