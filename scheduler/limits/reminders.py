"""Reminders: one message a person and run with all their due limits, the most urgent first (G1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

import structlog

from bot.cards.reminder_card import ReminderReason as Reason
from bot.cards.reminder_card import ReminderTask, reminder_cards
from bot.laws import Laws
from bot.notify.step_notices import send_task
from bot.outbound import Lane, Post
from bot.ports import Card
from bot.scene import Stage
from regulation.shanghai import local_date
from regulation.workdays import WorkCalendar
from scheduler.deps import Deps
from scheduler.limits.reminder_schedule import Step, named, read
from store.cases import tickets
from store.lists import due_limits
from store.lists.due_limits import DueReminder, RunningLimit
from store.messages.outbox import Parcel
from store.people import duty_roster

if TYPE_CHECKING:
    from store.tables import Person

log = structlog.get_logger(__name__)

AT_ONCE = 200  # reminders in one transaction, more where one person has more
HANDED_ON = "A角尚未签收，请您签收办理。"
BY_DIGEST = "digest"  # in `reminders.dedupe`: no card of its own
UNREACHABLE = "unreachable"  # in `reminders.dedupe`: the person has no account; the audit reports it
REASONS = {
    Step.UNRECEIVED: Reason.UNRECEIVED,
    Step.NOBODY: Reason.UNRECEIVED,
    Step.BEFORE: Reason.BEFORE,
    Step.SECOND: Reason.BEFORE,
    Step.CALL: Reason.CALL,
    Step.DUE: Reason.DUE,
    Step.OVERDUE: Reason.OVERDUE,
}


@dataclass(frozen=True, slots=True)
class Agenda:
    """The result of checking a batch of limits: the reminders, and when each limit is checked again."""

    laws: Laws
    limits: Sequence[RunningLimit]
    reminders: Sequence[DueReminder]
    later: Mapping[int, datetime | None]
    in_digest: frozenset[DueReminder] = frozenset()  # said by the digest of this run: recorded, and not sent
    leaves: Callable[[int], datetime | None] = lambda _: None  # by person: not before then


def say(deps: Deps, agenda: Agenda, now: datetime) -> bool:
    """Queue the reminders that still hold and were not sent before, and set when each limit is checked again.

    Idempotent: each reminder is recorded under a unique key. False where another machine has the advisory lock.
    """
    chunks = list(_chunks(agenda.reminders)) or [[]]
    for chunk in chunks:
        is_last = chunk is chunks[-1]
        with deps.store.write() as session:
            if not due_limits.try_lock(session):
                return False
            same = due_limits.unchanged(session, agenda.limits if is_last else (reminder.limit for reminder in chunk))
            post = Post(session, deps.store.vault, now, deps.dialects)
            _send_chunk(
                Stage(now, session, deps.store.vault, agenda.laws, post),
                [r for r in chunk if r.limit.id in same],
                agenda,
            )
            if is_last:
                due_limits.reschedule(session, {clock: at for clock, at in agenda.later.items() if clock in same})
    return True


def _chunks(reminders: Sequence[DueReminder]) -> Iterator[list[DueReminder]]:
    """Person by person, several people to a transaction."""
    chunk: list[DueReminder] = []
    for _, own in groupby(
        sorted(reminders, key=lambda reminder: (reminder.person_id, reminder.limit.id)), attrgetter("person_id")
    ):
        chunk += own
        if len(chunk) >= AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _send_chunk(stage: Stage, chunk: Sequence[DueReminder], agenda: Agenda) -> None:
    in_digest = agenda.in_digest
    before = due_limits.said(stage.session, {reminder.limit.id for reminder in chunk}) if chunk else set()
    fresh = [reminder for reminder in chunk if reminder.key not in before]
    if not fresh:
        return
    if said := [reminder for reminder in fresh if reminder in in_digest]:
        due_limits.note(stage.session, said, BY_DIGEST, stage.now)
        fresh = [reminder for reminder in fresh if reminder not in in_digest]
    known = duty_roster.people(stage.session, {reminder.person_id for reminder in fresh})
    for person_id, own in groupby(fresh, attrgetter("person_id")):
        person = known.get(person_id)
        rest = [reminder for reminder in own if not _handed_on(stage, person, reminder)]
        if rest:
            due_limits.note(stage.session, rest, _notify(stage, person, rest, agenda.leaves), stage.now)


def _handed_on(stage: Stage, person: Person | None, reminder: DueReminder) -> bool:
    """B gets the task itself, not a reminder of it, once A has left it lying for half a working day (M7)."""
    if reminder.name != named(Step.UNRECEIVED, acts=True) or person is None:
        return False
    ticket = tickets.get(stage.session, reminder.limit.number)
    event = name_of(reminder)
    if ticket is None or not send_task(stage, ticket, person, event=f"{event}:0", note=HANDED_ON):
        return False
    due_limits.note(stage.session, [reminder], event, stage.now)
    return True


def _notify(
    stage: Stage, person: Person | None, own: Sequence[DueReminder], leaves: Callable[[int], datetime | None]
) -> str:
    """Queue one person's reminder; returns its deduplication key, or why there is none."""
    event = name_of(own[0])
    cards = cards_for(own, stage.now, stage.laws.calendar)
    reached = person is not None and all(
        stage.post.notify(person, card, event=f"{event}:{page}", lane=Lane.REMINDER, not_before=leaves(person.id))
        for page, card in enumerate(cards)
    )
    if not reached:
        log.warning(
            "somebody can't be reminded", person=own[0].person_id, tickets=[reminder.limit.number for reminder in own]
        )
    return event if reached else UNREACHABLE


def name_of(reminder: DueReminder) -> str:
    """The deduplication key of the message that begins with this reminder; page and person are appended."""
    return f"reminder:{reminder.limit.id}-{reminder.name}-{reminder.limit.due_on:%Y%m%d}"


def cards_for(reminders: Sequence[DueReminder], now: datetime, calendar: WorkCalendar) -> tuple[Card, ...]:
    """The message with these reminders, one line a limit."""
    latest = {reminder.limit.id: reminder for reminder in reminders}
    return reminder_cards([_reminder_task(reminder, now, calendar) for reminder in latest.values()], now=now)


def still(deps: Deps, parcel: Parcel, now: datetime) -> Card | None:
    """A queued reminder without what has been answered meanwhile; None where nothing is left of it.

    As of its creation, so that a retry on the same day has the same bytes, which the platform deduplicates.
    """
    event, _, page = parcel.dedupe.rpartition(":")[0].rpartition(":")
    as_of = parcel.created_at if local_date(parcel.created_at) == local_date(now) else now
    with deps.store.read() as session:
        reminders = due_limits.carried_by(session, event, parcel.person_id or 0)
        cards = cards_for(reminders, as_of, deps.laws(session).calendar)
    return cards[int(page)] if int(page) < len(cards) else None


def _reminder_task(reminder: DueReminder, now: datetime, calendar: WorkCalendar) -> ReminderTask:
    limit, today = reminder.limit, local_date(now)
    passed = limit.due_at <= now
    left = calendar.left(today, limit.due_on)
    step, acts = read(reminder.name)
    reason = REASONS[step]
    if reason is Reason.BEFORE and left > 1:
        reason = Reason.AHEAD
    return ReminderTask(
        limit.number,
        limit.state,
        limit.kind,
        limit.due_on,
        limit.provisional,
        left,
        passed and not limit.held,
        reason,
        acts,
        limit.due_at,
        passed and limit.held,
    )
