"""The ladder of one limit: reminded before it ends, acted for at its end, reported after it (G1, P3, M14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from regulation.states import Action, ClockKind, State
from regulation.workdays import WorkCalendar
from scheduler import hours as service
from scheduler.parts import ServiceHours
from store.deadlines import Look

EARLY = timedelta(minutes=90)  # before the end of service, a result notice nobody has sent leaves by itself
LAPSES = {ClockKind.SUPPLEMENT: Action.LAPSE, ClockKind.CONFIRM: Action.LAPSE_CONFIRMATION}


class Step(StrEnum):
    """A rung; the name goes into the record of what was said."""

    UNRECEIVED = "unreceived"  # B officer hears that A has not taken it
    NOBODY = "nobody"  # nor has B: the leader hears
    BEFORE = "before"  # the working day before
    DUE = "due"  # the morning of the last day
    OVERDUE = "overdue"  # the first service hour after it


@dataclass(frozen=True, slots=True)
class Plan:
    """What one look at a limit comes to."""

    act: Action | None
    say: tuple[Step, ...]
    later: datetime | None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The moments of a limit under one calendar and one district's hours."""

    hours: ServiceHours
    calendar: WorkCalendar

    def plan(self, look: Look, now: datetime) -> Plan:
        """What is to be done and said now, only the latest rung of each kind, and when to look again."""
        said = list(self._said(look))
        act, act_at = self._act(look)
        waiting = [at for at in (*(at for at, _ in said), *((act_at,) if act_at else ())) if at > now]
        steps = _latest([step for at, step in said if at <= now])
        if steps and not service.in_service(now, self.hours, self.calendar):
            waiting.append(service.next_service(now, self.hours, self.calendar))
            steps = ()
        due_act = act if act_at is not None and act_at <= now else None
        return Plan(due_act, steps, min(waiting, default=None))

    def _said(self, look: Look) -> Iterator[tuple[datetime, Step]]:
        morning = service.reminding(self.hours)
        if look.kind is ClockKind.REPLY and look.state is State.DISPATCHED:
            half = timedelta(hours=self.hours.receive_hours)
            yield service.service_after(look.started_at, half, self.hours, self.calendar), Step.UNRECEIVED
            yield service.service_after(look.started_at, 2 * half, self.hours, self.calendar), Step.NOBODY
        before = service.on(self.calendar.minus(look.due_on, 1), morning)
        if before > look.started_at:
            yield before, Step.BEFORE
        yield service.on(look.due_on, morning), Step.DUE
        if look.kind not in LAPSES:
            yield service.next_service(look.due_at, self.hours, self.calendar), Step.OVERDUE

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


