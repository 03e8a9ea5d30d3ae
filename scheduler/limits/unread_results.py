"""Unread results are sent again, then by another account, then told by telephone (M14).

All before the limit for telling ends; the call list is repeated until the call is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from bot.cards.operator_cards import ToCall, call_list
from bot.notify import result_reminder
from bot.outbound import Lane, Post
from bot.scene import Stage
from regulation.shanghai import local_date
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import Deps
from store.cases import tickets
from store.lists.unread import UnreadResult, find_unread
from store.people import duty_roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB = "unread"
AGAIN, ELSEWHERE = timedelta(hours=1), timedelta(hours=2)  # service hours after it was sent
AT_LEAST, AT_LAST = timedelta(minutes=30), timedelta(minutes=60)
LOOKS_BACK = timedelta(days=15)


class Escalation(StrEnum):
    """The escalation for one unread result, in this order."""

    AGAIN = "again"
    ELSEWHERE = "elsewhere"
    CALL = "call"
    LAST_CALL = "last-call"
    DAILY = "call-"  # plus the date: the limit has passed, and no call was recorded


def sweep(deps: Deps, now: datetime) -> int:
    """Take the due step for each unread result; returns for how many something was done."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
        if not service_hours.in_service(now, deps.hours, calendar):
            return 0
        every = find_unread(session, now - LOOKS_BACK)
        wanted = [(each, step) for each in every for step in due_steps(each, deps, calendar, now)]
        wanted = [(each, step) for each, step in wanted if not run_claims.taken(session, JOB, f"{each.key}:{step}")]
    return _act(deps, wanted, now) if wanted else 0


def called(session: Session, now: datetime) -> set[str]:
    """Numbers of the results that the call list of today names."""
    slot = f"{Escalation.DAILY}{local_date(now)}"
    every = find_unread(session, now - LOOKS_BACK)
    return {each.number for each in every if run_claims.taken(session, JOB, f"{each.key}:{slot}")}


def due_steps(each: UnreadResult, deps: Deps, calendar: WorkCalendar, now: datetime) -> list[str]:
    """The steps due by now, without those that a later one replaces."""
    since = each.sent_at or each.told_at
    call, last = moments(each, deps, calendar)
    today = local_date(now)
    if now >= call:
        calls: list[str] = [Escalation.CALL]
        if now >= last > call:
            calls = [Escalation.LAST_CALL]
        if today > max(each.due_on, local_date(call)) and now >= service_hours.on(today, deps.hours.digest_at):
            calls = [f"{Escalation.DAILY}{today}"]
        return [Escalation.ELSEWHERE, *calls]
    if now >= service_hours.service_after(since, ELSEWHERE, deps.hours, calendar):
        return [Escalation.ELSEWHERE]
    return [Escalation.AGAIN] if now >= service_hours.service_after(since, AGAIN, deps.hours, calendar) else []


def moments(each: UnreadResult, deps: Deps, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """When to telephone: half a working day after it was sent, but before service ends on the last day for telling it.

    The second moment is an hour before that end, when who was not reached is called once more.
    """
    since = each.sent_at or each.told_at
    half = timedelta(hours=deps.hours.receive_hours)
    patient = service_hours.service_after(since, half, deps.hours, calendar)
    last = service_hours.on(each.due_on, deps.hours.end) - AT_LAST
    return min(patient, max(since + AT_LEAST, last)), last


def instants(session: Session, deps: Deps, calendar: WorkCalendar, now: datetime) -> Iterator[datetime]:
    """When the steps of the unread results are due, past ones included."""
    for each in find_unread(session, now - LOOKS_BACK):
        since = each.sent_at or each.told_at
        yield from (service_hours.service_after(since, wait, deps.hours, calendar) for wait in (AGAIN, ELSEWHERE))
        yield from moments(each, deps, calendar)


def _act(deps: Deps, wanted: Sequence[tuple[UnreadResult, str]], now: datetime) -> int:
    with deps.store.write() as session:
        fresh = [
            (each, step)
            for each, step in wanted
            if run_claims.take(session, JOB, f"{each.key}:{step}", deps.owner, now)
        ]
        post = Post(session, deps.store.vault, now, deps.dialects)
        stage = Stage(now, session, deps.store.vault, deps.laws(session), post)
        for each, step in fresh:
            if step in (Escalation.AGAIN, Escalation.ELSEWHERE):
                _say_again(stage, each, step)
        calls = [(each, step) for each, step in fresh if step.startswith((Escalation.CALL, Escalation.LAST_CALL))]
        _list(stage, calls, partial(_leaves, deps, stage))
        return len({each.key for each, _ in fresh})


def _say_again(stage: Stage, each: UnreadResult, step: str) -> None:
    """By the next account; where there is none, in the same chat."""
    ticket = tickets.by_id(stage.session, each.ticket_id)
    if ticket is None:
        return
    if step != Escalation.ELSEWHERE or not result_reminder.send_to_next_account(stage, ticket, each.seq, each.been):
        result_reminder.repeat_in_chat(stage, ticket, each.seq)


def _leaves(deps: Deps, stage: Stage, step: str, person_id: int) -> datetime | None:
    """The daily list leaves with the reminders, over some minutes; a call on the last day is urgent."""
    daily = step.startswith(Escalation.DAILY)
    return service_hours.spread(stage.now, person_id, deps.hours, stage.laws.calendar) if daily else None


def _list(
    stage: Stage, calls: Sequence[tuple[UnreadResult, str]], leaves: Callable[[str, int], datetime | None]
) -> None:
    """Every operator gets the list; the first result on it names the message."""
    if not calls:
        return
    first, step = calls[0]
    duty = duty_roster.load(stage.session, local_date(stage.now), stage.post.dialects)
    readers = duty.desk()
    cards = call_list(list(_entries(each for each, _ in calls)), now=stage.now)
    for person in duty_roster.people(stage.session, readers).values():
        for page, card in enumerate(cards):
            stage.post.notify(
                person,
                card,
                event=f"{JOB}:{first.key}:{step}:{page}",
                lane=Lane.TASK,
                not_before=leaves(step, person.id),
            )


def _entries(calls: Iterable[UnreadResult]) -> Iterable[ToCall]:
    return (
        ToCall(each.number, "未读" if each.sent_at else "未送达", each.due_on, each.provisional, each.due_at)
        for each in calls
    )
