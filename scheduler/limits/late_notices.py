"""On the first working day after a reply or repair limit was missed the proposer is told, once (M15, own rule)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from bot.notify.late_notice import KINDS, Late, tell_late
from bot.outbound import Post
from bot.scene import Stage
from regulation.shanghai import local_date
from scheduler import service_hours
from scheduler.deps import Deps
from store.cases import tickets
from store.lists import overdue_limits
from store.upkeep import run_claims

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar
    from store.lists.overdue_limits import OverdueLimit
    from store.tables import Ticket

JOB = "late"


def sweep(deps: Deps, now: datetime) -> int:
    """Once a working day, at the hour of the digests; returns how many were told."""
    today = local_date(now).isoformat()
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
        if not service_hours.digest_hour(now, deps.hours, calendar) or run_claims.taken(session, JOB, today):
            return 0
        found = [item for item in overdue_limits.passed(session, now) if item.kind in KINDS]
        late = [item for item in found if not run_claims.taken(session, JOB, _late(item).key)]
        mine: dict[int, list[OverdueLimit]] = defaultdict(list)
        for item in late:
            ticket = tickets.get(session, item.number, lock=False)
            mine[ticket.proposer_id if ticket else 0].append(item)
    told = sum(_told(deps, person_id, own, now, calendar) for person_id, own in mine.items() if person_id)
    with deps.store.write() as session:
        run_claims.take(session, JOB, today, deps.owner, now)
    return told


def _told(deps: Deps, person_id: int, own: Sequence[OverdueLimit], now: datetime, calendar: WorkCalendar) -> bool:
    """One person's in one transaction, claimed by one machine; without the cases that have moved on meanwhile."""
    with deps.store.write() as session:
        late: list[tuple[Ticket, Late]] = []
        for item in own:
            ticket, each = tickets.get(session, item.number), _late(item)
            if ticket and _runs(ticket, each) and run_claims.take(session, JOB, each.key, deps.owner, now):
                late.append((ticket, each))
        post = Post(session, deps.store.vault, now, deps.dialects)
        stage = Stage(now, session, deps.store.vault, deps.laws(session), post)
        return tell_late(stage, late, service_hours.spread(now, person_id, deps.hours, calendar))


def _runs(ticket: Ticket, late: Late) -> bool:
    return any(
        clock.id == late.clock_id and clock.stopped_at is None and clock.due_on == late.due_on
        for clock in ticket.clocks
    )


def _late(item: OverdueLimit) -> Late:
    return Late(item.clock_id, item.kind, item.due_on, item.due_at, item.provisional)
