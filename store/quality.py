"""Timeliness and effectiveness per department and period, from frozen verdicts and recorded acts (G5, M15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Outcome, Verdict
from regulation.workdays import WorkCalendar
from store.tables import Department, HistoryLine, Ticket, TicketClock

COUNTED = {
    Action.REJECT: "rejected",
    Action.RETURN: "returned",
    Action.EXTEND: "extended",
}
TIMED: dict[tuple[ClockKind, Verdict | None], str] = {
    (ClockKind.REPLY, Verdict.IN_TIME): "replied_in_time",
    (ClockKind.REPLY, Verdict.LATE): "replied_late",
    (ClockKind.REPAIR, Verdict.IN_TIME): "repaired_in_time",
    (ClockKind.REPAIR, Verdict.LATE): "repaired_late",
}


@dataclass(slots=True)
class Figures:
    """One department's numbers; `days` are working days from filing to closing, `score` the mean evaluation."""

    department: str
    cases: int = 0
    replied_in_time: int = 0
    replied_late: int = 0
    repaired_in_time: int = 0
    repaired_late: int = 0
    rejected: int = 0
    returned: int = 0
    extended: int = 0
    special: int = 0
    days: float | None = None
    score: float | None = None


def by_department(session: Session, start: datetime, end: datetime, calendar: WorkCalendar) -> list[Figures]:
    """Every department that had a case, a verdict or an act in the period from `start` up to before `end`."""
    names = {row.id: row for row in session.scalars(select(Department))}
    found: dict[int, Figures] = {}
    cells = [*_verdicts(session, start, end), *_acts(session, start, end), *_cases(session, start, end)]
    for department_id, name, value in (*cells, *_closed(session, start, end, calendar)):
        if department_id in names:
            figures = found.setdefault(department_id, Figures(names[department_id].name))
            setattr(figures, name, value)
    return [found[key] for key in sorted(found, key=lambda key: names[key].code)]


Cell = tuple[int | None, str, Any]


def _verdicts(session: Session, start: datetime, end: datetime) -> Iterable[Cell]:
    holder = func.coalesce(TicketClock.department_id, Ticket.department_id)
    query = (
        select(holder, TicketClock.kind, TicketClock.verdict, func.count())
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .where(TicketClock.stopped_at >= start, TicketClock.stopped_at < end)
        .group_by(holder, TicketClock.kind, TicketClock.verdict)
    )
    rows = session.execute(query).all()
    return [(row[0], TIMED[row[1], row[2]], row[3]) for row in rows if (row[1], row[2]) in TIMED]


def _acts(session: Session, start: datetime, end: datetime) -> Iterable[Cell]:
    """A rejection counts for the department that had answered; a return for the one that gave the case back."""
    holder = func.coalesce(HistoryLine.department_id, Ticket.department_id)
    query = (
        select(holder, HistoryLine.action, func.count())
        .join(Ticket, Ticket.id == HistoryLine.ticket_id)
        .where(HistoryLine.at >= start, HistoryLine.at < end, HistoryLine.action.in_(COUNTED))
        .group_by(holder, HistoryLine.action)
    )
    return [(row[0], COUNTED[row[1]], row[2]) for row in session.execute(query)]


def _cases(session: Session, start: datetime, end: datetime) -> Iterable[Cell]:
    query = (
        select(Ticket.department_id, func.count())
        .where(Ticket.filed_at >= start, Ticket.filed_at < end)
        .group_by(Ticket.department_id)
    )
    return [(row[0], "cases", row[1]) for row in session.execute(query)]


def _closed(session: Session, start: datetime, end: datetime, calendar: WorkCalendar) -> Iterable[Cell]:
    query = select(Ticket.department_id, Ticket.filed_at, Ticket.closed_at, Ticket.outcome, Ticket.score).where(
        Ticket.closed_at >= start, Ticket.closed_at < end
    )
    groups: defaultdict[int | None, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        groups[row.department_id].append(row)
    for department_id, rows in groups.items():
        spans = [calendar.between(local_date(row.filed_at), local_date(row.closed_at)) for row in rows]
        scores = [row.score for row in rows if row.score is not None]
        yield department_id, "days", float(median(spans))
        yield department_id, "score", round(sum(scores) / len(scores), 1) if scores else None
        yield department_id, "special", sum(row.outcome is Outcome.SPECIAL for row in rows)
