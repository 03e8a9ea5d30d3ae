"""What the quality report is counted from, and the reports that were closed: they are kept for good (G5, M15)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

import orjson
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from regulation.decision import Decision
from regulation.states import Action
from store.columns import table_of
from store.tables import Department, HistoryLine, QualityReport, Ticket

__all__ = ["Label", "QualityReport", "digest", "histories", "how_many", "keep", "kept", "labels", "latest"]

_LINES, _TICKETS = table_of(HistoryLine), table_of(Ticket)


@dataclass(frozen=True, slots=True)
class Label:
    """What a department is called in a report."""

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
    corrected = and_(_LINES.c.action == Action.CORRECT_VERDICT, _LINES.c.at < known)
    query = (
        select(_TICKETS.c.number, _LINES.c.decision)
        .join(_TICKETS, _TICKETS.c.id == _LINES.c.ticket_id)
        .where(_wanted(start, until), or_(_LINES.c.at < until, corrected))
        .order_by(_TICKETS.c.number, _LINES.c.seq)
    )
    rows = session.execute(query.execution_options(yield_per=1000))
    for number, lines in groupby(rows, key=lambda row: str(row.number)):
        yield number, [Decision.from_json(orjson.loads(line.decision)) for line in lines]


def how_many(session: Session, start: datetime, until: datetime) -> int:
    """How many tickets a report on this span has to look at."""
    return session.scalar(select(func.count()).select_from(_TICKETS).where(_wanted(start, until))) or 0


def _wanted(start: datetime, until: datetime) -> ColumnElement[bool]:
    acted = select(_LINES.c.ticket_id).where(_LINES.c.at >= start, _LINES.c.at < until)
    unclosed = or_(_TICKETS.c.closed_at.is_(None), _TICKETS.c.closed_at >= start)
    return or_(unclosed, _TICKETS.c.id.in_(acted))


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
    return row


def latest(session: Session, period: str) -> QualityReport | None:
    """The newest version of a period's report; None for a period that was not closed."""
    query = select(QualityReport).where(QualityReport.period == period)
    return session.scalars(query.order_by(QualityReport.version.desc()).limit(1)).first()


def kept(session: Session) -> list[tuple[str, int, date]]:
    """Every closed period with its newest version and the day it is published, the newest period first."""
    query = select(QualityReport.period, QualityReport.version, QualityReport.publish_on)
    rows = session.execute(query.order_by(QualityReport.period, QualityReport.version)).all()
    newest = {row.period: (row.period, row.version, row.publish_on) for row in rows}
    return [newest[period] for period in sorted(newest, reverse=True)]
