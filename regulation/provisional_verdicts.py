"""A provisional day convicts nobody: what a notice still to come could turn is counted anew once it is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple, Protocol

from regulation.case import Case, Clock
from regulation.law import Law
from regulation.shanghai import local_date
from regulation.states import Verdict
from regulation.workdays import Due

SINCE = 2  # the first edition of the own rules that has this one


class CountedLimit(Protocol):
    """What counting a limit anew needs of it: a Clock, or a row of a list."""

    @property
    def started_at(self) -> datetime: ...
    @property
    def total_days(self) -> int: ...
    @property
    def due_on(self) -> date: ...
    @property
    def missed(self) -> bool: ...
    @property
    def stopped_at(self) -> datetime | None: ...
    @property
    def verdict(self) -> Verdict | None: ...
    @property
    def verdict_if_kept(self) -> Verdict | None: ...
    @property
    def not_before(self) -> date | None: ...


class Recount(NamedTuple):
    """A stopped limit by today's calendar: the day it ends, the verdict it has and the one it would have."""

    due: Due
    was: Verdict | None
    verdict: Verdict

    @property
    def favours(self) -> bool:
        """Whether the party that was waited for loses nothing by it."""
        return self.verdict is not Verdict.LATE or self.was is Verdict.LATE


def counted(clock: CountedLimit, law: Law) -> Due:
    """The due day by today's calendar, never before the working day after its holder was told of the move."""
    due = law.calendar.after(local_date(clock.started_at), clock.total_days)
    return due if clock.not_before is None else Due(max(due.day, clock.not_before), due.provisional)


def moved_to(clock: Clock, law: Law, today: date) -> Due:
    """Where a running limit goes: an earlier day leaves its holder the next working day, but never a later limit."""
    due = counted(clock, law)
    if law.rulebook.edition < SINCE or due.day >= clock.due_on:
        return due
    return Due(max(due.day, min(clock.due_on, law.calendar.after(today, 1).day)), due.provisional)


def is_open(clock: Clock, at: datetime, law: Law) -> bool:
    """Whether a notice still to come could turn the verdict of this limit; own rule, since the second edition."""
    if law.rulebook.edition < SINCE or not clock.provisional or clock.missed:
        return False
    return len({at >= law.deadline(day) for day in (*_ends(clock, law), clock.due_on)}) > 1


def settled(case: Case, law: Law) -> Iterator[tuple[Clock, Recount]]:
    """The provisional verdicts that no notice can turn any more."""
    for clock in case.clocks:
        if clock.verdict_if_kept is None or clock.stopped_at is None:
            continue
        if len({clock.stopped_at >= law.deadline(day) for day in _ends(clock, law)}) == 1:
            yield clock, _recount(clock, clock.stopped_at, law, clock.verdict_if_kept)


def turned(clock: CountedLimit, law: Law) -> Recount | None:
    """A frozen verdict that today's calendar would turn: for the supervising office to decide on."""
    if clock.stopped_at is None or clock.verdict is None or clock.verdict_if_kept is not None or clock.missed:
        return None
    kept = Verdict.IN_TIME if clock.verdict is Verdict.LATE else clock.verdict
    found = _recount(clock, clock.stopped_at, law, kept)
    differs = found.verdict is not clock.verdict and found.due.day != clock.due_on
    return found if differs and not found.due.provisional else None


def _recount(clock: CountedLimit, stopped_at: datetime, law: Law, kept: Verdict) -> Recount:
    due = counted(clock, law)
    return Recount(due, clock.verdict, Verdict.LATE if stopped_at >= law.deadline(due.day) else kept)


def _ends(clock: CountedLimit, law: Law) -> tuple[date, ...]:
    """The earliest and the latest day that a notice still to come could give it."""
    days = law.calendar.bounds(local_date(clock.started_at), clock.total_days)
    return tuple(max(day, clock.not_before or day) for day in days)
