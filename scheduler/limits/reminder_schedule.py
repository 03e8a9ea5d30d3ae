"""The reminder schedule of one limit: before its end, at its end (with the automatic act), after it (G1, P3, M14)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from regulation.decide import LAPSES
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, State
from regulation.workdays import WorkCalendar
from scheduler import service_hours as service
from scheduler.deps import ServiceHours
from store.lists.due_limits import RunningLimit

EARLY = timedelta(minutes=90)  # before the end of service hours an unsent result notice is sent automatically
PROPOSERS_OWN = (ClockKind.COOPERATE, ClockKind.CONSENT, ClockKind.CONFIRM)  # own rules of five days (G4, G7, P9)
SELF_ACTING = (*LAPSES, ClockKind.NOTICE)  # limits with an automatic act at their end


class Step(StrEnum):
    """A step of the escalation; its value is stored with the reminder."""

    UNRECEIVED = "unreceived"  # the B officer is told that A has not taken it
    NOBODY = "nobody"  # nor has B: the leader is told
    BEFORE = "before"  # the working day before
    SECOND = "second"  # the second day of the proposer's five
    CALL = "call"  # the morning of the proposer's last day: the operators call
    DUE = "due"  # the morning of the last day
    OVERDUE = "overdue"  # the first service hour after it


FOR_INFORMATION = "-cc"  # suffix of a step: the reader can urge and not act


def named(step: Step, *, acts: bool) -> str:
    """The stored name of a reminder: the step, and whether its reader must act or is only informed."""
    return step.value if acts else f"{step.value}{FOR_INFORMATION}"


def read(name: str) -> tuple[Step, bool]:
    """The step of a stored reminder, and whether its reader must act."""
    return Step(name.removesuffix(FOR_INFORMATION)), not name.endswith(FOR_INFORMATION)


class Plan(NamedTuple):
    """What a check of one limit results in: the automatic act, the reminders, when to check again."""

    act: Action | None
    say: tuple[Step, ...]
    later: datetime | None


class ReminderSchedule:
    """The reminder times of limits under one calendar and one district's service hours, as of one instant."""

    def __init__(self, hours: ServiceHours, calendar: WorkCalendar, now: datetime) -> None:
        self.hours, self.calendar, self.now = hours, calendar, now
        self.opening = service.next_service(now, hours, calendar)
        self.morning = service.reminding(hours)
        self._known: dict[date, tuple[datetime, datetime]] = {}

    def plan(self, limit: RunningLimit) -> Plan:
        """What is due now, only the latest step of each kind, and when to check again."""
        steps, waiting = self._said(limit)
        act, act_at = self._act(limit)
        if act_at is not None and act_at > self.now:
            act, waiting = None, [*waiting, act_at]
        if steps and self.opening > self.now:
            steps, waiting = [], [*waiting, self.opening]
        return Plan(act, _latest(steps), min(waiting, default=None))

    def _said(self, limit: RunningLimit) -> tuple[list[Step], list[datetime]]:
        """The steps whose time has come, and the time of the next one."""
        steps: list[Step] = []
        for at, step in self._times(limit):
            if at > self.now:
                return steps, [at]
            steps.append(step)
        return steps, []

    def _times(self, limit: RunningLimit) -> Iterator[tuple[datetime, Step]]:
        """All steps in the order of their times."""
        if limit.kind is ClockKind.REPLY and limit.state is State.DISPATCHED:
            return heapq.merge(self._unreceived(limit), self._limit(limit))
        return self._limit(limit)

    def _unreceived(self, limit: RunningLimit) -> Iterator[tuple[datetime, Step]]:
        half = timedelta(hours=self.hours.receive_hours)
        yield service.service_after(limit.started_at, half, self.hours, self.calendar), Step.UNRECEIVED
        yield service.service_after(limit.started_at, 2 * half, self.hours, self.calendar), Step.NOBODY

    def _limit(self, limit: RunningLimit) -> Iterator[tuple[datetime, Step]]:
        if limit.kind in PROPOSERS_OWN:
            yield from self._proposers(limit)
            return
        before, due = self._mornings(limit.due_on)
        if before > limit.started_at:
            yield before, Step.BEFORE
        yield due, Step.DUE
        if limit.kind not in LAPSES:
            yield self._overdue(limit), Step.OVERDUE

    def _overdue(self, limit: RunningLimit) -> datetime:
        """The first service hour after it; while its extension awaits a decision, not before tomorrow's (own rule)."""
        first = service.next_service(limit.due_at, self.hours, self.calendar)
        if not limit.held or first > self.now:
            return first
        return service.on(self.calendar.after(local_date(self.now), 1).day, self.morning)

    def _proposers(self, limit: RunningLimit) -> Iterator[tuple[datetime, Step]]:
        """The second and the fourth day of five, and the call list on the morning of the fifth (own rule)."""
        second = service.on(self.calendar.minus(limit.due_on, 3), self.morning)
        before, due = self._mornings(limit.due_on)
        for at, step in ((second, Step.SECOND), (before, Step.BEFORE), (due, Step.CALL)):
            if at > limit.started_at:
                yield at, step

    def _mornings(self, due_on: date) -> tuple[datetime, datetime]:
        """When to remind of a due day: the working day before, and the day itself. Cached: many limits share a day."""
        known = self._known.get(due_on)
        if known is None:
            before = service.on(self.calendar.minus(due_on, 1), self.morning)
            known = self._known[due_on] = before, service.on(due_on, self.morning)
        return known

    def _act(self, limit: RunningLimit) -> tuple[Action | None, datetime | None]:
        if limit.kind is ClockKind.NOTICE and not limit.to_tell:
            return Action.NOTIFY, service.on(limit.due_on, self.hours.end) - EARLY
        if limit.kind in LAPSES:
            return LAPSES[limit.kind], limit.due_at
        return None, None


def _latest(steps: list[Step]) -> tuple[Step, ...]:
    """Of the steps whose time has come, those still worth a reminder: overdue replaces every earlier one."""
    if Step.OVERDUE in steps:
        return (Step.OVERDUE,)
    limit = next((step for step in (Step.DUE, Step.BEFORE, Step.SECOND) if step in steps), None)
    other = (Step.UNRECEIVED, Step.NOBODY, Step.CALL)
    return tuple(step for step in steps if step in other or step is limit)
