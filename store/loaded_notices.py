"""Holiday notices loaded after the release: stored as versions, in force from the next transaction on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session

from regulation.holiday_notices import Notice
from regulation.workdays import WorkCalendar
from store.engine import at_commit
from store.engine.advisory_lock import Lock, wait_for_advisory_lock
from store.engine.columns import table_of
from store.record import record_sealing, row_entries
from store.tables import ClosureLine, NoticeFile

_ROW = table_of(NoticeFile)
_CLOSED, _OF_CLOSURE = table_of(ClosureLine), 0
_EDITIONS = union_all(
    select(_ROW.c.year, _ROW.c.version, _ROW.c.loaded_at),
    select(literal(_OF_CLOSURE), _CLOSED.c.id, _CLOSED.c.loaded_at),
).order_by("year", "version")
Edition: TypeAlias = tuple[int, int, datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """One loading of a notice; `version` counts within its year, `replaces` is the version that it was to replace."""

    notice: Notice
    version: int
    at: datetime
    by: str = ""
    replaces: int | None = None


def hold(session: Session) -> None:
    """Lock out other loadings until the transaction ends, so that what was checked is what is stored."""
    wait_for_advisory_lock(session, Lock.HOLIDAY_NOTICES)


def keep_notice(session: Session, notice: Notice, now: datetime, *, by: str = "", replaces: int | None = None) -> int:
    """Store a notice; returns its version within its year. Earlier versions stay as its history.

    A later one of the same number, or of the same year where neither amends another, takes the earlier one's place;
    so does one that `replaces` its version.
    """
    last = session.scalar(select(func.max(NoticeFile.version)).where(NoticeFile.year == notice.year)) or 0
    row = NoticeFile(year=notice.year, version=last + 1, number=notice.number, content=as_json(notice), loaded_at=now)
    row.loaded_by, row.replaces = by, replaces
    session.add(row)
    session.flush()
    record_sealing.add(session, [row_entries.notice(at_commit.vault_of(session), row, now)])
    return row.version


def editions(session: Session) -> tuple[Edition, ...]:
    """Loaded notices (year, version, when) and closures (0, number, when) without their content: a cache key."""
    return tuple((row.year, row.version, row.loaded_at) for row in session.connection().execute(_EDITIONS))


def loaded(session: Session) -> tuple[Kept, ...]:
    """Everything that was ever loaded, by year and version."""
    rows = session.scalars(select(NoticeFile).order_by(NoticeFile.year, NoticeFile.version))
    return tuple(map(_kept, rows))


def _kept(row: NoticeFile) -> Kept:
    notice = from_json(row.year, row.number, row.content)
    return Kept(notice, row.version, row.loaded_at, row.loaded_by or "", row.replaces)


def counting(loadings: Sequence[Kept]) -> tuple[Kept, ...]:
    """Those that count: a year's own notice once, each amendment once, in its newest version."""
    return tuple(old for old in loadings if not any(_takes(new, old) for new in loadings))


def kept_notices(session: Session) -> tuple[Notice, ...]:
    """The notices loaded later that count."""
    return tuple(kept.notice for kept in counting(loaded(session)))


def work_calendar(
    session: Session, shipped: Iterable[Notice], closures: Mapping[date, str] | None = None
) -> WorkCalendar:
    """The calendar of today: the shipped notices, overridden by those loaded later, less the district's closures."""
    return WorkCalendar(in_force(tuple(shipped), kept_notices(session)), closures)


def in_force(shipped: Sequence[Notice], kept: Sequence[Notice]) -> tuple[Notice, ...]:
    """The shipped notices, less those whose place a loaded one takes, and the loaded ones.

    A year's own notice takes the shipped one's place whatever its number: a release that brings the year must not
    contradict what a district loaded before it came. What amends the one then amends the other.
    """
    own = {notice.year: _numbered(notice, shipped) for notice in kept if not notice.amends}
    amendments = (notice for notice in kept if notice.amends)
    return tuple(_amending(notice, own) for notice in (*staying(shipped, kept), *own.values(), *amendments))


def staying(shipped: Sequence[Notice], kept: Sequence[Notice]) -> tuple[Notice, ...]:
    """The shipped notices whose place no loaded one takes."""
    numbers = {(notice.year, notice.number) for notice in kept}
    years = {notice.year for notice in kept if not notice.amends}
    return tuple(n for n in shipped if (n.year, n.number) not in numbers and (n.amends or n.year not in years))


def _takes(new: Kept, old: Kept) -> bool:
    """Whether one loading takes the place of another."""
    if new.notice.year != old.notice.year or new.version <= old.version:
        return False
    both_own = not new.notice.amends and not old.notice.amends
    return both_own or new.notice.number == old.notice.number or new.replaces == old.version


def _numbered(notice: Notice, shipped: Sequence[Notice]) -> Notice:
    """A district that left the number out learns it from the release."""
    known = next((n.number for n in shipped if n.year == notice.year and not n.amends), "")
    return replace(notice, number=notice.number or known)


def _amending(notice: Notice, own: Mapping[int, Notice]) -> Notice:
    replaced = notice.amends and notice.year in own
    return replace(notice, amends=own[notice.year].number or notice.amends) if replaced else notice


def as_json(notice: Notice) -> dict[str, Any]:
    """Everything of a notice but its year and number."""
    return {
        "title": notice.title,
        "published": notice.published.isoformat(),
        "off": {day.isoformat(): name for day, name in notice.off.items()},
        "work": {day.isoformat(): name for day, name in notice.work.items()},
        "amends": notice.amends,
        "url": notice.url,
    }


def from_json(year: int, number: str, content: Mapping[str, Any]) -> Notice:
    """Read back what `as_json` wrote."""
    return Notice(
        year=year,
        number=number,
        title=content["title"],
        published=date.fromisoformat(content["published"]),
        off={date.fromisoformat(day): name for day, name in content["off"].items()},
        work={date.fromisoformat(day): name for day, name in content["work"].items()},
        amends=content["amends"],
        url=content["url"],
    )
