"""On the first working day of a week the operators read where the directory has nobody, until it has (M7)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cards.desk import gaps_card
from bot.post import Lane, Post
from regulation.shanghai import local_date
from scheduler import hours
from scheduler.parts import Parts
from store import gaps, roster, slots

JOB, WEEK = "gaps", timedelta(days=7)


def sweep(parts: Parts, now: datetime) -> int:
    """Once a week in the whole installation; what was slept through is said on the next working day."""
    with parts.store.read() as session:
        calendar = parts.laws(session).calendar
    today = local_date(now)
    if not hours.in_service(now, parts.hours, calendar) or now < hours.on(today, parts.hours.digest_at):
        return 0
    year, week, _ = today.isocalendar()
    with parts.store.write() as session:
        if not slots.take(session, JOB, f"{year}-{week:02}", parts.owner, now):
            return 0
        found = gaps.gaps(session, parts.platforms, now - WEEK)
        if not found:
            return 0
        duty = roster.load(session, today)
        readers = roster.people(session, duty.present(duty.having("operator") or duty.having("director")))
        post = Post(session, parts.store.vault, now, parts.dialects)
        for person in readers.values():
            post.notify(person, gaps_card(found, now=now), event=f"{JOB}:{year}-{week:02}", lane=Lane.REMINDER)
        return len(readers)
