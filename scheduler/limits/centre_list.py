"""Each working day operators and director read what is late anywhere (M15) and what waits for the centre (M5)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.cards.centre_cards import centre_list
from bot.outbound import Lane, Post
from regulation import ladder
from regulation.shanghai import local_date
from regulation.states import Party
from scheduler import service_hours
from scheduler.deps import Deps, ServiceHours
from scheduler.limits import unread_results
from scheduler.limits.digest import LONGEST, late_line
from store.lists import centre_tasks, overdue_limits
from store.people import duty_roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.lists.centre_tasks import CentreItem
    from store.lists.overdue_limits import OverdueLimit
    from store.people.duty_roster import Roster

JOB = "centre-list"
LATE = timedelta(minutes=10)  # never on the full or half hour, when everybody sends


def sweep(deps: Deps, now: datetime) -> int:
    """Send today's list, once in the whole installation; returns how many people were told."""
    today = local_date(now)
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
        if run_claims.taken(session, JOB, today.isoformat()):
            return 0
    if not service_hours.in_service(now, deps.hours, calendar) or now < morning(today, deps.hours):
        return 0
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, today.isoformat(), deps.owner, now):
            return 0
        duty = duty_roster.load(session, today, deps.dialects)
        return _send(deps, session, now, duty)


def morning(day: date, hours: ServiceHours) -> datetime:
    """From when on the list of this day may be sent."""
    return service_hours.on(day, service_hours.reminding(hours)) + LATE


def _send(deps: Deps, session: Session, now: datetime, duty: Roster) -> int:
    """To each person without the cases that a reminder or the call list has named to them today."""
    calendar, today = deps.laws(session).calendar, local_date(now)
    waiting, late = _waiting(deps, session, now, duty), overdue_limits.passed(session, now)
    named = overdue_limits.reminded_since(session, service_hours.on(today, time.min))
    named |= {(number, person) for number in unread_results.called(session, now) for person in duty.desk()}
    readers = duty.present([*duty.having("operator"), *duty.having("director")])
    post = Post(session, deps.store.vault, now, deps.dialects)
    told = 0
    for person in duty_roster.people(session, readers).values():
        own = [item for item in waiting if (item.number, person.id) not in named]
        behind = [
            item for item in late if (item.number, person.id) not in named and not _digested(item, person.id, duty)
        ]
        cards = centre_list(own, now=now, late=[late_line(item, now, calendar) for item in behind[:LONGEST]])
        for page, card in enumerate(cards):
            leaves = service_hours.spread(now, person.id, deps.hours, calendar)
            post.notify(person, card, event=f"{JOB}:{today}:{page}", lane=Lane.DIGEST, not_before=leaves)
        told += bool(cards)
    return told


def _digested(item: OverdueLimit, person: int, duty: Roster) -> bool:
    """Whether the digest of today names it to the same person in another right of theirs."""
    leads = item.party is not Party.CENTRE and person in duty.present(duty.having("leader", item.department_id))
    return leads or person in duty.present(duty.having("supervisor"))


def _waiting(deps: Deps, session: Session, now: datetime, duty: Roster) -> list[CentreItem]:
    calendar, today = deps.laws(session).calendar, local_date(now)
    half = timedelta(hours=deps.hours.receive_hours)
    before = service_hours.service_before(now, half, deps.hours, calendar)
    returnable = service_hours.on(calendar.minus(today, 1), time.min)
    staffed = {department for role, department in duty.holders if role in ladder.DUTIES and department}
    return centre_tasks.find(session, before, today, returnable, staffed)
