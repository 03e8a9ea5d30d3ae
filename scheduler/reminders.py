"""One person, one message a run: whatever was noted for them and still holds, most urgent first (G1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

import structlog

from bot.act import Stage
from bot.cards.reminders import Errand, reminder_cards
from bot.cards.reminders import Rung as Reason
from bot.notices import send_task
from bot.ports import Card
from bot.post import Lane, Post
from regulation.shanghai import local_date
from regulation.states import State
from scheduler.hours import in_service
from scheduler.parts import Parts
from scheduler.rungs import Step
from store import deadlines, roster, tickets
from store.deadlines import ANSWERED, Rung
from store.outbox import Parcel

if TYPE_CHECKING:
    from regulation.workdays import WorkCalendar
    from store.tables import Person

log = structlog.get_logger(__name__)
PEOPLE = 50  # in one transaction
HANDED_ON = "A角尚未签收,请您签收办理。"
UNREACHABLE = "unreachable"  # in `reminders.dedupe`: on no platform; the auditor tells the operators
REASONS = {
    Step.UNRECEIVED: Reason.UNRECEIVED,
    Step.NOBODY: Reason.UNRECEIVED,
    Step.BEFORE: Reason.BEFORE,
    Step.DUE: Reason.DUE,
    Step.OVERDUE: Reason.OVERDUE,
}


def sweep(parts: Parts, now: datetime) -> int:
    """Say what was noted; returns to how many people."""
    told = 0
    with parts.store.read() as session:
        calendar = parts.laws(session).calendar
        waiting = in_service(now, parts.hours, calendar) and bool(deadlines.unsaid(session, 1))
    while waiting:
        people = _batch(parts, now, calendar)
        told += people
        waiting = people == PEOPLE
    return told


def _batch(parts: Parts, now: datetime, calendar: WorkCalendar) -> int:
    with parts.store.write() as session:
        post = Post(session, parts.store.vault, now, parts.dialects)
        stage = Stage(now, session, parts.store.vault, parts.laws(session), post)
        rungs = sorted(deadlines.unsaid(session, PEOPLE, lock=True), key=lambda rung: rung.person_id)
        by_person = [(person, list(own)) for person, own in groupby(rungs, key=lambda rung: rung.person_id)]
        known = roster.people(session, [person for person, _ in by_person])
        for person, own in by_person:
            rest = [rung for rung in own if not _handed_on(stage, known.get(person), rung)]
            if rest:
                deadlines.say(session, [rung.id for rung in rest], _told(post, known.get(person), rest, calendar))
    return len(by_person)


def _handed_on(stage: Stage, person: Person | None, rung: Rung) -> bool:
    """B gets the task itself, not a reminder of it, once A has left it lying for half a working day (M7)."""
    if rung.name != Step.UNRECEIVED or person is None or not rung.holds or rung.state is not State.DISPATCHED:
        return False
    ticket = tickets.get(stage.session, rung.number)
    event = f"reminder:{rung.id}"
    if ticket is None or not send_task(stage, ticket, person, event=f"{event}:0", note=HANDED_ON):
        return False
    deadlines.say(stage.session, [rung.id], event)
    return True


def _told(post: Post, person: Person | None, own: Sequence[Rung], calendar: WorkCalendar) -> str:
    """Put one person's reminder on its way; returns the name under which it went, or why none did."""
    cards = cards_for(own, post.now, calendar)
    if not cards:
        return ANSWERED
    event = f"reminder:{own[0].id}"
    reached = person is not None and all(
        post.notify(person, card, event=f"{event}:{page}", lane=Lane.REMINDER) for page, card in enumerate(cards)
    )
    if not reached:
        log.warning("somebody can't be reminded", person=own[0].person_id, tickets=[rung.number for rung in own])
    return event if reached else UNREACHABLE


def cards_for(rungs: Sequence[Rung], now: datetime, calendar: WorkCalendar) -> tuple[Card, ...]:
    """The message about those rungs that still hold, one line a limit."""
    latest = {rung.clock_id: rung for rung in rungs if rung.holds}
    return reminder_cards([_errand(rung, now, calendar) for rung in latest.values()], now=now)


def still(parts: Parts, parcel: Parcel, now: datetime) -> Card | None:
    """What one queued reminder says, less what has been answered meanwhile; None where nothing is left of it.

    As of the moment it was made, so that a repeat of the same day has the same bytes, by which it is recognised.
    """
    event, _, page = parcel.dedupe.rpartition(":")[0].rpartition(":")
    as_of = parcel.created_at if local_date(parcel.created_at) == local_date(now) else now
    with parts.store.read() as session:
        cards = cards_for(deadlines.carried_by(session, event), as_of, parts.laws(session).calendar)
    return cards[int(page)] if int(page) < len(cards) else None


def _errand(rung: Rung, now: datetime, calendar: WorkCalendar) -> Errand:
    today, overdue = local_date(now), rung.due_at <= now
    left = -calendar.between(rung.due_on, today) if overdue else calendar.between(today, rung.due_on)
    reason = REASONS[Step(rung.name)]
    return Errand(rung.number, rung.state, rung.kind, rung.due_on, rung.provisional, left, overdue, reason)
