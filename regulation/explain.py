"""Why a limit ends on this day: the event, the clause word for word, and the days one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from regulation.case import Clock
from regulation.law import Law
from regulation.rulebook import Clause
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind
from regulation.workdays import DayLine

OWN_RULE = "本系统约定"
OWN_LIMITS = (  # no clause sets their length, in any edition; for lists that have no rulebook at hand
    ClockKind.CONFIRM, ClockKind.COOPERATE, ClockKind.CONSENT, ClockKind.RULING, ClockKind.JUDGE, ClockKind.DELAY,
    ClockKind.CENTRE_CONFIRM, ClockKind.CITY_FOLLOW_UP, ClockKind.JOINT,
)  # fmt: skip


def named(kind: ClockKind) -> str:
    """A limit by name, marked where it is this system's own: 提出方确认（本系统约定）."""
    return f"{kind}（{OWN_RULE}）" if kind in OWN_LIMITS else kind.value


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that a 为什么是这一天 card says; texts are Chinese and ready to be shown."""

    kind: ClockKind
    clause: Clause
    own_rule: bool  # the clause sets no limit: the length is this system's convention
    starts: str  # the event that started the limit
    own_start: bool  # no clause lets it start with this event: this system's convention
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
    recounted: bool  # this calendar would give another day than the one recorded
    unsettled: bool  # the verdict is provisional: a notice still to come could turn it
    not_before: date | None  # the working day after its holder was told of an earlier day, which therefore counts

    @property
    def basis(self) -> str:
        """Whose rule its length is: the place of the clause, or this system's own, never under a clause's text."""
        return f"{OWN_RULE}，条文没有规定这一期限" if self.own_rule else self.clause.where

    @property
    def quoted(self) -> str:
        """The clause word for word; this system's own rule is named as such instead."""
        return self.basis if self.own_rule else f"{self.clause.id} {self.clause.text}"

    @property
    def start(self) -> str:
        """The event that started it, marked where it is this system's own."""
        return f"{self.starts}（{OWN_RULE}）" if self.own_start else self.starts


def explain_clock(clock: Clock, law: Law, started_by: Action | None = None) -> Explanation:
    """Count the clock's days for a reader, by the calendar of `law`: for a stopped clock that of its day.

    A stopped clock keeps its day, whatever the calendar says since. `started_by` is the act that started it.
    """
    limit = law.rulebook.limits[clock.kind]
    lines = law.calendar.explain(local_date(clock.started_at), clock.total_days)
    return Explanation(
        kind=clock.kind,
        clause=law.rulebook.clause(clock.clause),
        own_rule=limit.own_rule,
        starts=limit.begun_by(started_by),
        own_start=limit.begins_by_own_rule(started_by),
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
        unsettled=clock.verdict_if_kept is not None,
        not_before=clock.not_before,
    )
