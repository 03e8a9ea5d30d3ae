"""Weekly list for operators of gaps in directory and catalogue, on the first working day, until closed (M7)."""

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
from scheduler.deps import Deps
from store.lists import correction_list
from store.people import duty_roster, missing_officers
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB, WEEK = "gaps", timedelta(days=7)
NAMED = 20  # catalogue corrections shown; the list command has all of them


def sweep(deps: Deps, now: datetime) -> int:
    """Once a week in the whole installation; a missed run is made up on the next working day."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
    today = local_date(now)
    if not service_hours.digest_hour(now, deps.hours, calendar):
        return 0
    year, week, _ = today.isocalendar()
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, f"{year}-{week:02}", deps.owner, now):
            return 0
        cards = list(_cards(session, deps, now))
        if not cards:
            return 0
        duty = duty_roster.load(session, today)
        readers = duty_roster.people(session, duty.desk())
        post = Post(session, deps.store.vault, now, deps.dialects)
        for person in readers.values():
            for name, card in cards:
                post.notify(person, card, event=f"{JOB}:{year}-{week:02}{name}", lane=Lane.REMINDER)
        return len(readers)


def _cards(session: Session, deps: Deps, now: datetime) -> Iterator[tuple[str, Card]]:
    """The cards, each with its suffix of the deduplication key."""
    found = missing_officers.gaps(session, deps.platforms, now - WEEK)
    if found:
        yield "", gaps_card(found, now=now)
    ids = correction_list.ids(session)
    for page, card in enumerate(weekly_cards(correction_list.items(session, ids[:NAMED]), len(ids), now)):
        yield f":corrections:{page}", card
