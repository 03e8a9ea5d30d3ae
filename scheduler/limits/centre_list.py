"""Each working day operators and director read what waits for the centre: nothing rests in silence (M5, own rule)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.cards.centre_cards import centre_list
from bot.outbound import Lane, Post
from regulation import ladder
from regulation.shanghai import local_date
from scheduler import service_hours
from scheduler.deps import Deps
from store.lists import centre_tasks
from store.people import duty_roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.lists.centre_tasks import CentreItem
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
    morning = service_hours.on(today, service_hours.reminding(deps.hours)) + LATE
    if not service_hours.in_service(now, deps.hours, calendar) or now < morning:
        return 0
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, today.isoformat(), deps.owner, now):
            return 0
        duty = duty_roster.load(session, today, deps.dialects)
        cards = centre_list(_waiting(deps, session, now, duty), now=now)
        readers = duty.present([*duty.having("operator"), *duty.having("director")])
        post = Post(session, deps.store.vault, now, deps.dialects)
        for person in duty_roster.people(session, readers).values():
            for page, card in enumerate(cards):
                post.notify(person, card, event=f"{JOB}:{today}:{page}", lane=Lane.DIGEST)
        return len(readers) if cards else 0


def _waiting(deps: Deps, session: Session, now: datetime, duty: Roster) -> list[CentreItem]:
    calendar, today = deps.laws(session).calendar, local_date(now)
    half = timedelta(hours=deps.hours.receive_hours)
    before = service_hours.service_before(now, half, deps.hours, calendar)
    returnable = service_hours.on(calendar.minus(today, 1), time.min)
    staffed = {department for role, department in duty.holders if role in ladder.DUTIES and department}
    return centre_tasks.find(session, before, today, returnable, staffed)
