"""The ladder of one limit: reminded before it ends, acted for at its end, reported after it (G1, P3, M14)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from regulation.decide import LAPSES
from regulation.states import Action, ClockKind, State
from regulation.workdays import WorkCalendar
from scheduler import service_hours as service
from scheduler.deps import ServiceHours
from store.lists.due_limits import Look

EARLY = timedelta(minutes=90)  # before the end of service, a result notice nobody has sent leaves by itself
SELF_ACTING = (*LAPSES, ClockKind.NOTICE)  # at their end something happens by itself


class Step(StrEnum):
    """A rung; the name goes into the record of what was said."""

    UNRECEIVED = "unreceived"  # B officer hears that A has not taken it
    NOBODY = "nobody"  # nor has B: the leader hears
    BEFORE = "before"  # the working day before
    DUE = "due"  # the morning of the last day
    OVERDUE = "overdue"  # the first service hour after it


FOR_INFORMATION = "-cc"  # behind the name of a rung: said to somebody who can urge and not act


def named(step: Step, *, acts: bool) -> str:
    """What a rung is called in the record of what was said, and to whom: to who must act, or for information."""
    return step.value if acts else f"{step.value}{FOR_INFORMATION}"


def read(name: str) -> tuple[Step, bool]:
    """The step of a recorded rung, and whether its reader must act."""
    return Step(name.removesuffix(FOR_INFORMATION)), not name.endswith(FOR_INFORMATION)


class Plan(NamedTuple):
    """What one look at a limit comes to."""

    act: Action | None
    say: tuple[Step, ...]
    later: datetime | None


class Ladder:
    """The moments of limits under one calendar and one district's hours, looked at from one instant."""

    def __init__(self, hours: ServiceHours, calendar: WorkCalendar, now: datetime) -> None:
        self.hours, self.calendar, self.now = hours, calendar, now
        self.opening = service.next_service(now, hours, calendar)
        self.morning = service.reminding(hours)
        self._known: dict[date, tuple[datetime, datetime]] = {}

    def plan(self, look: Look) -> Plan:
        """What is to be done and said now, only the latest rung of each kind, and when to look again."""
        steps, waiting = self._said(look)
        act, act_at = self._act(look)
        if act_at is not None and act_at > self.now:
            act, waiting = None, [*waiting, act_at]
        if steps and self.opening > self.now:
            steps, waiting = [], [*waiting, self.opening]
        return Plan(act, _latest(steps), min(waiting, default=None))

    def _said(self, look: Look) -> tuple[list[Step], list[datetime]]:
        """The rungs that have passed, and the moment of the next one."""
        steps: list[Step] = []
        for at, step in self._rungs(look):
            if at > self.now:
                return steps, [at]
            steps.append(step)
        return steps, []

    def _rungs(self, look: Look) -> Iterator[tuple[datetime, Step]]:
        """In the order of their moments."""
        if look.kind is ClockKind.REPLY and look.state is State.DISPATCHED:
            return heapq.merge(self._unreceived(look), self._limit(look))
        return self._limit(look)

    def _unreceived(self, look: Look) -> Iterator[tuple[datetime, Step]]:
        half = timedelta(hours=self.hours.receive_hours)
        yield service.service_after(look.started_at, half, self.hours, self.calendar), Step.UNRECEIVED
        yield service.service_after(look.started_at, 2 * half, self.hours, self.calendar), Step.NOBODY

    def _limit(self, look: Look) -> Iterator[tuple[datetime, Step]]:
        before, due = self._mornings(look.due_on)
        if before > look.started_at:
            yield before, Step.BEFORE
        yield due, Step.DUE
        if look.kind not in LAPSES:
            yield service.next_service(look.due_at, self.hours, self.calendar), Step.OVERDUE

    def _mornings(self, due_on: date) -> tuple[datetime, datetime]:
        """When to remind of a due day: the working day before, and the day itself. Many limits share it."""
        known = self._known.get(due_on)
        if known is None:
            before = service.on(self.calendar.minus(due_on, 1), self.morning)
            known = self._known[due_on] = before, service.on(due_on, self.morning)
        return known

    def _act(self, look: Look) -> tuple[Action | None, datetime | None]:
        if look.kind is ClockKind.NOTICE:
            return Action.NOTIFY, service.on(look.due_on, self.hours.end) - EARLY
        if look.kind in LAPSES:
            return LAPSES[look.kind], look.due_at
        return None, None


def _latest(steps: list[Step]) -> tuple[Step, ...]:
    """Of the rungs that have passed, those that still say something: overdue makes every earlier one pointless."""
    if Step.OVERDUE in steps:
        return (Step.OVERDUE,)
    limit = next((step for step in (Step.DUE, Step.BEFORE) if step in steps), None)
    return tuple(step for step in steps if step in (Step.UNRECEIVED, Step.NOBODY) or step is limit)
