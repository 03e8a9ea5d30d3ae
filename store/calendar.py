"""A holiday notice published after the release is loaded into the store and counts from the next look on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regulation.notices import Notice
from regulation.workdays import WorkCalendar
from store.columns import table_of
from store.prepared import Prepared
from store.tables import NoticeFile

_ROW = table_of(NoticeFile)
_EDITIONS = Prepared(
    lambda _: select(_ROW.c.year, _ROW.c.version, _ROW.c.loaded_at).order_by(_ROW.c.year, _ROW.c.version)
)
Edition: TypeAlias = tuple[int, int, datetime]


def keep_notice(session: Session, notice: Notice, now: datetime) -> int:
    """Store a notice; returns its version within its year. A later one of the same number replaces the earlier."""
    last = session.scalar(select(func.max(NoticeFile.version)).where(NoticeFile.year == notice.year)) or 0
    row = NoticeFile(year=notice.year, version=last + 1, number=notice.number, content=_as_json(notice), loaded_at=now)
    session.add(row)
    session.flush()
    return row.version


def editions(session: Session) -> tuple[Edition, ...]:
    """What is loaded, told from what was loaded before without reading it: year, version and when."""
    rows = _EDITIONS.rows(session.connection(), {})
    return tuple((row["year"], row["version"], row["loaded_at"]) for row in rows)


def kept_notices(session: Session) -> tuple[Notice, ...]:
    """The notices loaded later, each number once, in its newest version."""
    rows = session.scalars(select(NoticeFile).order_by(NoticeFile.year, NoticeFile.version))
    newest = {(row.year, row.number): row for row in rows}
    return tuple(_notice(row) for row in newest.values())


def work_calendar(
    session: Session, shipped: Iterable[Notice], closures: Mapping[date, str] | None = None
) -> WorkCalendar:
    """The calendar of today: the shipped notices, overridden by those loaded later, less the district's closures."""
    kept = kept_notices(session)
    replaced = {(notice.year, notice.number) for notice in kept}
    return WorkCalendar((*(n for n in shipped if (n.year, n.number) not in replaced), *kept), closures)


def _as_json(notice: Notice) -> dict[str, Any]:
    return {
        "title": notice.title,
        "published": notice.published.isoformat(),
        "off": {day.isoformat(): name for day, name in notice.off.items()},
        "work": {day.isoformat(): name for day, name in notice.work.items()},
        "amends": notice.amends,
        "url": notice.url,
    }


def _notice(row: NoticeFile) -> Notice:
    content = row.content
    return Notice(
        year=row.year,
        number=row.number,
        title=content["title"],
        published=date.fromisoformat(content["published"]),
        off={date.fromisoformat(day): name for day, name in content["off"].items()},
        work={date.fromisoformat(day): name for day, name in content["work"].items()},
        amends=content["amends"],
        url=content["url"],
    )
