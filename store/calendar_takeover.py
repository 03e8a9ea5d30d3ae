"""Notices and closures of the settings are loaded into the database once, at its first start; then only that counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from regulation.district_closure import Closure
from regulation.holiday_notices import Notice
from regulation.shanghai import SHANGHAI
from store import district_closures, loaded_notices
from store.upkeep import run_claims

KEY = "calendar.taken_over"
BY_SETTINGS = "配置文件"  # who loaded it, in the history


@dataclass(frozen=True, slots=True)
class FileCalendar:
    """What `law.notices` and `law.closures` (day → reason) say on one server."""

    notices: Sequence[Notice] = ()
    closures: Mapping[date, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.notices or self.closures)


def is_done(session: Session) -> bool:
    """Whether the database alone says what the calendar is."""
    return bool(run_claims.note(session, KEY))


def take_over(session: Session, shipped: Sequence[Notice], files: FileCalendar, now: datetime) -> int | None:
    """Load what the settings say as if by command; returns how much it was, None where that was done before."""
    district_closures.hold(session)
    if is_done(session):
        return None
    notices = _notices_missing(session, shipped, files)
    for notice in notices:
        loaded_notices.keep_notice(session, notice, now, by=BY_SETTINGS)
    closures = [Closure(day, day, reason) for day, reason in sorted(files.closures.items())]
    district_closures.keep(session, closures, now, by=BY_SETTINGS)
    count = len(notices) + len(closures)
    run_claims.write_note(session, KEY, f"{count} {now.isoformat()}")
    return count


def taken_over(session: Session) -> tuple[int, str]:
    """How much was taken over, and when."""
    count, _, at = run_claims.note(session, KEY).partition(" ")
    return int(count or 0), f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if at else ""


def differences(session: Session, shipped: Sequence[Notice], files: FileCalendar) -> Iterator[str]:
    """What the settings of this server say and the database does not; it does not count."""
    for notice in _notices_missing(session, shipped, files):
        yield f"law.notices：{notice.cited}不在数据库中，不起作用。要用的，执行 objection import notice"
    standing = district_closures.days(district_closures.loaded(session))
    missing = [f"{day} {why}" for day, why in sorted(files.closures.items()) if day not in standing]
    if missing:
        told = "、".join(missing[:5]) + ("等" if len(missing) > 5 else "")
        yield f"law.closures：{told}（{len(missing)}天）不在数据库中，不起作用。要用的，执行 objection closures add"


def _notices_missing(session: Session, shipped: Sequence[Notice], files: FileCalendar) -> list[Notice]:
    kept = [one.notice for one in loaded_notices.loaded(session)]
    return [notice for notice in files.notices if notice not in shipped and notice not in kept]
