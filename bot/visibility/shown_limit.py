"""Which of the limits that run a viewer sees; a proposer who is not told yet sees theirs as if told today (M14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.view import Limit, Scope
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Party, Result, State
from regulation.statutory_clocks import awaiting, continued, open_clocks
from regulation.telling import GOES_ON, LIMITS
from regulation.workdays import Due

if TYPE_CHECKING:
    from datetime import datetime

    from regulation.case import Clock
    from regulation.law import Law
    from store.tables import Ticket


def shown_limit(
    ticket: Ticket, law: Law, now: datetime, scope: Scope, can: Collection[Action], own: int | None = None
) -> Limit | None:
    """The limit of whoever must act; before it the time to decide, for those who may decide.

    A related department (`own`) sees its own part first, everybody else such parts last. The next follow-up with the
    city is nobody's limit: only the centre sees it.
    """
    if scope is Scope.OWN and ticket.to_tell and (limit := _as_if_told(ticket, law, now)) is not None:
        return limit
    judging = any(ACTS[action].judges for action in can)
    shown = [clock for clock in open_clocks(ticket) if _concerns(clock, judging, scope)]
    lead = min(shown, key=lambda clock: _rank(clock, own), default=None)
    return limit_of(ticket, lead, law, now) if lead else None


def limit_of(ticket: Ticket, clock: Clock, law: Law, now: datetime) -> Limit:
    """A running limit as a reader sees it today."""
    due = Due(clock.due_on, clock.provisional)
    goes_on = law.rulebook.edition > 1 and continued(ticket, clock)
    shown = _limit(clock.kind, due, clock.total_days, law, now, continued=goes_on)
    held = shown.overdue and bool(ticket.pending_by) and clock is awaiting(ticket)
    return replace(shown, overdue=False, held=True) if held else shown


def _concerns(clock: Clock, judging: bool, scope: Scope) -> bool:
    if clock.kind is ClockKind.JUDGE:
        return judging
    return clock.kind is not ClockKind.CITY_FOLLOW_UP or scope in (Scope.CENTRE, Scope.COUNTS)


def _rank(clock: Clock, own: int | None) -> tuple[bool, bool, bool, date]:
    part = clock.party is Party.RELATED
    return not (part and clock.department_id == own), part, clock.kind is not ClockKind.JUDGE, clock.due_on


def _as_if_told(ticket: Ticket, law: Law, now: datetime) -> Limit | None:
    """The message itself tells them: it names the limit that begins when it is delivered today."""
    kind = _to_begin(ticket)
    if kind is None:
        return None
    limit, today = law.rulebook.limits[kind], local_date(now)
    days = ticket.pending_days or limit.days
    if ticket.to_tell in GOES_ON:
        days = _left(ticket, kind, law) or days
    due = law.calendar.after(today, days)
    return _limit(kind, due, days, law, now, continued=ticket.to_tell in GOES_ON)


def _to_begin(ticket: Ticket) -> ClockKind | None:
    if ticket.state is State.NOTIFYING and ticket.to_tell == Action.NOTIFY and ticket.result is not Result.SPECIAL:
        return ClockKind.CONFIRM
    return LIMITS.get(ticket.state) if ticket.to_tell else None


def _left(ticket: Ticket, kind: ClockKind, law: Law) -> int:
    """What is left of a limit that had run before, at least one day."""
    ran = [clock for clock in ticket.clocks if (clock.kind, clock.round) == (kind, ticket.round) and clock.stopped_at]
    if not ran or ran[-1].stopped_at is None:
        return 0
    used = law.calendar.between(local_date(ran[-1].started_at), local_date(ran[-1].stopped_at))
    return max(1, ran[-1].total_days - used)


def _limit(kind: ClockKind, due: Due, days: int, law: Law, now: datetime, *, continued: bool) -> Limit:
    rule, left = law.rulebook.limits[kind], law.calendar.left(local_date(now), due.day)
    late = now >= law.deadline(due.day)
    close = law.rulebook.close
    return Limit(kind, rule.clause, due.day, due.provisional, days, left, late, rule.own_rule, continued, close)
