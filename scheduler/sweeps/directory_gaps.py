"""On the first working day of a week the operators read what directory and catalogue lack, until it is mended (M7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.cards.correction_cards import weekly_cards
from bot.cards.operator_cards import gaps_card
from bot.outbound import Lane, Post
from bot.ports import Card
from regulation.shanghai import local_date
from scheduler import service_hours
from scheduler.deps import Parts
from store.lists import correction_list
from store.people import duty_roster, missing_officers
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB, WEEK = "gaps", timedelta(days=7)
NAMED = 20  # corrections of the catalogue that are named; the list has all of them


def sweep(parts: Parts, now: datetime) -> int:
    """Once a week in the whole installation; what was slept through is said on the next working day."""
    with parts.store.read() as session:
        calendar = parts.laws(session).calendar
    today = local_date(now)
    if not service_hours.digest_hour(now, parts.hours, calendar):
        return 0
    year, week, _ = today.isocalendar()
    with parts.store.write() as session:
        if not run_claims.take(session, JOB, f"{year}-{week:02}", parts.owner, now):
            return 0
        cards = list(_cards(session, parts, now))
        if not cards:
            return 0
        duty = duty_roster.load(session, today)
        readers = duty_roster.people(session, duty.desk())
        post = Post(session, parts.store.vault, now, parts.dialects)
        for person in readers.values():
            for name, card in cards:
                post.notify(person, card, event=f"{JOB}:{year}-{week:02}{name}", lane=Lane.REMINDER)
        return len(readers)


def _cards(session: Session, parts: Parts, now: datetime) -> Iterator[tuple[str, Card]]:
    """Each with the name that tells it from the others of this week."""
    found = missing_officers.gaps(session, parts.platforms, now - WEEK)
    if found:
        yield "", gaps_card(found, now=now)
    ids = correction_list.ids(session)
    for page, card in enumerate(weekly_cards(correction_list.items(session, ids[:NAMED]), len(ids), now)):
        yield f":corrections:{page}", card
