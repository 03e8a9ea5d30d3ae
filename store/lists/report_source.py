"""Source of the quality report: histories of a period, and the closed reports, which are kept for good (G5, M15)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

import orjson
from sqlalchemy import CompoundSelect, func, select, union
from sqlalchemy.orm import Session

from regulation.decision import Decision
from regulation.states import Action
from store.engine import at_commit
from store.engine.columns import table_of
from store.record import record_sealing, row_entries
from store.tables import Department, HistoryLine, QualityReport, Ticket

__all__ = [
    "Label",
    "QualityReport",
    "digest",
    "extent",
    "histories",
    "how_many",
    "keep",
    "kept",
    "labels",
    "latest",
    "provisional",
    "version_of",
    "versions",
]

LATER = (Action.CORRECT_VERDICT, Action.RECOMPUTE)  # what changes a verdict after its day
PROVISIONAL = '"provisional":true'  # in the content of a report
CHUNK = 50  # tickets whose histories are in memory at once: some ten milliseconds of counting
_LINES, _TICKETS = table_of(HistoryLine), table_of(Ticket)


@dataclass(frozen=True, slots=True)
class Label:
    """A department's code and name in a report."""

    id: int
    code: str
    name: str


def labels(session: Session) -> dict[int, Label]:
    """Every department by id, retired ones included: they may still answer for old days."""
    rows = session.execute(select(Department.id, Department.code, Department.name))
    return {row.id: Label(row.id, row.code, row.name) for row in rows}


def histories(
    session: Session, start: datetime, until: datetime, known: datetime
) -> Iterator[tuple[str, list[Decision]]]:
    """Number and decisions of every ticket that was open or acted on from `start` up to before `until`, by number.

    A few others may be among them. Decisions from `until` on are left out, but for corrections from before `known`.
    Free words are not read at all.
    """
    rows = session.execute(_wanted(start, until))
    numbers = {row[0]: row[1] for row in sorted(rows, key=lambda row: row[1])}
    for some in _batched(numbers, CHUNK):
        lines = _lines(session, some, until, known)
        yield from ((numbers[ticket_id], lines[ticket_id]) for ticket_id in some if ticket_id in lines)


def how_many(session: Session, start: datetime, until: datetime) -> int:
    """How many tickets a report on this span has to look at."""
    return session.scalar(select(func.count()).select_from(_wanted(start, until).subquery())) or 0


def extent(session: Session, start: datetime, until: datetime, known: datetime) -> tuple[int, int]:
    """How many steps there are in a span, and corrections after it: where both are the same nothing was added."""
    count = select(func.count()).select_from(_LINES)
    inside = count.where(_LINES.c.at >= start, _LINES.c.at < until)
    later = count.where(_LINES.c.at >= until, _LINES.c.at < known, _LINES.c.action.in_(LATER))
    return session.scalar(inside) or 0, session.scalar(later) or 0


def _wanted(start: datetime, until: datetime) -> CompoundSelect[int, str]:
    """Ids and numbers, each part by an index of its own: the months before cost nothing."""
    acted = select(_LINES.c.ticket_id).where(_LINES.c.at >= start, _LINES.c.at < until)
    own = select(_TICKETS.c.id, _TICKETS.c.number)
    return union(
        own.where(_TICKETS.c.closed_at.is_(None)),
        own.where(_TICKETS.c.closed_at >= start),
        own.where(_TICKETS.c.id.in_(acted)),
    )


def _lines(session: Session, ids: Sequence[int], until: datetime, known: datetime) -> dict[int, list[Decision]]:
    """By ticket alone, which is how the index is sorted; the few lines from after the span are left out here."""
    found: dict[int, list[Decision]] = {}
    query = select(_LINES.c.ticket_id, _LINES.c.at, _LINES.c.action, _LINES.c.decision)
    rows = session.execute(query.where(_LINES.c.ticket_id.in_(ids)).order_by(_LINES.c.ticket_id, _LINES.c.seq))
    for ticket_id, at, action, decision in rows:
        if at < until or (action in LATER and at < known):
            found.setdefault(ticket_id, []).append(Decision.from_json(orjson.loads(decision)))
    return found


def _batched(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some


def digest(content: str) -> str:
    """SHA-256 of a report as it is stored."""
    return hashlib.sha256(content.encode()).hexdigest()


def keep(
    session: Session,
    *,
    period: str,
    content: str,
    until: datetime,
    known: datetime,
    calendar: str,
    publish_on: date,
) -> QualityReport:
    """Store a closed period's report as its next version; no version is ever changed or deleted."""
    last = session.scalar(select(func.max(QualityReport.version)).where(QualityReport.period == period)) or 0
    row = QualityReport(
        period=period,
        version=last + 1,
        content=content,
        sha256=digest(content),
        until=until,
        known=known,
        calendar=calendar,
        publish_on=publish_on,
    )
    session.add(row)
    session.flush()
    record_sealing.add(session, [row_entries.report(at_commit.vault_of(session), row, known)])
    return row


def latest(session: Session, period: str) -> QualityReport | None:
    """The newest version of a period's report; None for a period that was not closed."""
    query = select(QualityReport).where(QualityReport.period == period)
    return session.scalars(query.order_by(QualityReport.version.desc()).limit(1)).first()


def provisional(session: Session) -> list[QualityReport]:
    """The newest version of every period that holds a provisional verdict."""
    marked = select(QualityReport.period).where(QualityReport.content.contains(PROVISIONAL, autoescape=True)).distinct()
    found = (latest(session, period) for period in session.scalars(marked.order_by(QualityReport.period)))
    return [row for row in found if row is not None and PROVISIONAL in row.content]


def versions(session: Session) -> list[tuple[str, int]]:
    """Every version of every closed period, oldest period first."""
    query = select(QualityReport.period, QualityReport.version)
    return [(period, version) for period, version in session.execute(query.order_by(*query.selected_columns))]


def version_of(session: Session, period: str, version: int) -> QualityReport | None:
    """One version of a period's report, as it was kept."""
    query = select(QualityReport).where(QualityReport.period == period, QualityReport.version == version)
    return session.scalars(query).first()


def kept(session: Session) -> list[tuple[str, int, date]]:
    """Every closed period with its newest version and the day it is published, the newest period first."""
    query = select(QualityReport.period, QualityReport.version, QualityReport.publish_on)
    rows = session.execute(query.order_by(QualityReport.period, QualityReport.version)).all()
    newest = {row.period: (row.period, row.version, row.publish_on) for row in rows}
    return [newest[period] for period in sorted(newest, reverse=True)]
