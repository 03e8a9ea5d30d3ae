"""Each working day operators and director read what waits for the centre: nothing rests in silence (M5, own rule)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.cards.centre_cards import centre_list
from bot.outbound import Lane, Post
from regulation.shanghai import local_date
from scheduler import service_hours
from scheduler.deps import Deps
from store.lists import centre_tasks
from store.people import duty_roster
from store.upkeep import run_claims

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
        half = timedelta(hours=deps.hours.receive_hours)
        before = service_hours.service_before(now, half, deps.hours, calendar)
        returnable = service_hours.on(calendar.minus(today, 1), time.min)
        cards = centre_list(centre_tasks.find(session, before, today, returnable), now=now)
        duty = duty_roster.load(session, today, deps.dialects)
        readers = duty.present([*duty.having("operator"), *duty.having("director")])
        post = Post(session, deps.store.vault, now, deps.dialects)
        for person in duty_roster.people(session, readers).values():
            for page, card in enumerate(cards):
                post.notify(person, card, event=f"{JOB}:{today}:{page}", lane=Lane.DIGEST)
        return len(readers) if cards else 0
