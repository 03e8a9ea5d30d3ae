"""Why a limit ends on this day: the event, the clause word for word, and the days one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from regulation.case import Clock
from regulation.law import Law
from regulation.rulebook import Clause
from regulation.shanghai import local_date
from regulation.states import ClockKind
from regulation.workdays import DayLine


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a 为什么是这一天 card says; texts are Chinese and ready to be shown."""

    kind: ClockKind
    clause: Clause
    own_rule: bool  # the clause sets no limit: the length is this system's convention
    starts: str  # the event that starts the limit, in the regulation's words
    started_at: datetime
    total_days: int
    limit_days: int
    extended: str  # the extension's ground, or ""
    lines: tuple[DayLine, ...]  # from the day of the event to the due day
    due_on: date
    deadline: datetime  # the first instant (UTC) that is too late
    provisional: bool
    sources: tuple[str, ...]  # whose word the days rest on, each once
    calendar: str  # version of the calendar
    recounted: bool  # today's calendar would give another day than the one recorded


def explain_clock(clock: Clock, law: Law) -> Explanation:
    """Count the clock's days for a reader. A stopped clock keeps its day, whatever the calendar says since."""
    limit = law.rulebook.limits[clock.kind]
    lines = law.calendar.explain(local_date(clock.started_at), clock.total_days)
    return Explanation(
        kind=clock.kind,
        clause=law.rulebook.clause(clock.clause),
        own_rule=limit.own_rule,
        starts=limit.starts,
        started_at=clock.started_at,
        total_days=clock.total_days,
        limit_days=clock.limit_days,
        extended=limit.reasons.get(clock.reason, clock.reason),
        lines=lines,
        due_on=clock.due_on,
        deadline=law.deadline(clock.due_on),
        provisional=clock.provisional,
        sources=tuple(dict.fromkeys(line.source for line in lines)),
        calendar=law.calendar.version,
        recounted=lines[-1].day != clock.due_on,
    )
