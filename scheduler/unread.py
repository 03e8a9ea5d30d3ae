"""A result that was sent and not read is told by telephone, before the limit ends (M14)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cards.desk import call_list
from bot.post import Lane, Post
from regulation.shanghai import local_date
from regulation.workdays import WorkCalendar
from scheduler import hours
from scheduler.parts import Parts
from store import roster, slots
from store.unread import Unread, unread_results

JOB = "unread"
AT_LEAST, AT_LAST = timedelta(minutes=30), timedelta(minutes=60)
LOOKS_BACK = timedelta(days=15)


def sweep(parts: Parts, now: datetime) -> int:
    """Give the operators the call list; returns how many results it names that no earlier one did."""
    with parts.store.read() as session:
        calendar = parts.laws(session).calendar
        if not hours.in_service(now, parts.hours, calendar):
            return 0
        unread = unread_results(session, now - LOOKS_BACK, now - AT_LEAST)
    due = [each for each in unread if moment(each, parts, calendar) <= now]
    return _tell(parts, due, now) if due else 0


def moment(each: Unread, parts: Parts, calendar: WorkCalendar) -> datetime:
    """Half a working day after it was sent, but an hour before service ends on the last day for telling it."""
    half = timedelta(hours=parts.hours.receive_hours)
    patient = hours.service_after(each.sent_at, half, parts.hours, calendar)
    last = hours.on(each.due_on, parts.hours.end) - AT_LAST
    return min(patient, max(each.sent_at + AT_LEAST, last))


def _tell(parts: Parts, due: list[Unread], now: datetime) -> int:
    with parts.store.write() as session:
        fresh = [each for each in due if slots.take(session, JOB, str(each.outbox_id), parts.owner, now)]
        if not fresh:
            return 0
        duty = roster.load(session, local_date(now))
        post = Post(session, parts.store.vault, now, parts.dialects)
        cards = call_list([each.number for each in fresh], now=now)
        for person in roster.people(session, duty.present(duty.having("operator"))).values():
            for page, card in enumerate(cards):
                post.notify(person, card, event=f"unread:{fresh[0].outbox_id}:{page}", lane=Lane.TASK)
    return len(fresh)
