"""A result that was sent and not read is said again, then by another account, then by telephone (M14).

All of it before the limit for telling ends; the call list comes back until somebody has written down what came of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.cards.operator_cards import ToCall, call_list
from bot.notify import result_reminder
from bot.outbound import Lane, Post
from bot.scene import Stage
from regulation.shanghai import local_date
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import Parts
from store.cases import tickets
from store.lists.unread import Unheard, unheard_results
from store.people import duty_roster
from store.upkeep import run_claims

JOB = "unread"
AGAIN, ELSEWHERE = timedelta(hours=1), timedelta(hours=2)  # of service, after it was sent
AT_LEAST, AT_LAST = timedelta(minutes=30), timedelta(minutes=60)
LOOKS_BACK = timedelta(days=15)


class Way(StrEnum):
    """What is done about one result, in this order."""

    AGAIN = "again"
    ELSEWHERE = "elsewhere"
    CALL = "call"
    LAST_CALL = "last-call"
    DAILY = "call-"  # and the day: the limit has passed, and still nobody was heard


def sweep(parts: Parts, now: datetime) -> int:
    """Do what the hour asks for each result that nobody has heard; returns for how many something was done."""
    with parts.store.read() as session:
        calendar = parts.laws(session).calendar
        if not service_hours.in_service(now, parts.hours, calendar):
            return 0
        every = unheard_results(session, now - LOOKS_BACK)
        wanted = [(each, way) for each in every for way in ways(each, parts, calendar, now)]
        wanted = [(each, way) for each, way in wanted if not run_claims.taken(session, JOB, f"{each.key}:{way}")]
    return _act(parts, wanted, now) if wanted else 0


def ways(each: Unheard, parts: Parts, calendar: WorkCalendar, now: datetime) -> list[str]:
    """What should have been done by now, without what a later way makes pointless."""
    since = each.sent_at or each.told_at
    call, last = moments(each, parts, calendar)
    today = local_date(now)
    if now >= call:
        calls: list[str] = [Way.CALL]
        if now >= last > call:
            calls = [Way.LAST_CALL]
        if today > max(each.due_on, local_date(call)) and now >= service_hours.on(today, parts.hours.digest_at):
            calls = [f"{Way.DAILY}{today}"]
        return [Way.ELSEWHERE, *calls]
    if now >= service_hours.service_after(since, ELSEWHERE, parts.hours, calendar):
        return [Way.ELSEWHERE]
    return [Way.AGAIN] if now >= service_hours.service_after(since, AGAIN, parts.hours, calendar) else []


def moments(each: Unheard, parts: Parts, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """When to telephone: half a working day after it was sent, but before service ends on the last day for telling it.

    The second moment is an hour before that end, when who was not reached is called once more.
    """
    since = each.sent_at or each.told_at
    half = timedelta(hours=parts.hours.receive_hours)
    patient = service_hours.service_after(since, half, parts.hours, calendar)
    last = service_hours.on(each.due_on, parts.hours.end) - AT_LAST
    return min(patient, max(since + AT_LEAST, last)), last


def _act(parts: Parts, wanted: Sequence[tuple[Unheard, str]], now: datetime) -> int:
    with parts.store.write() as session:
        fresh = [
            (each, way) for each, way in wanted if run_claims.take(session, JOB, f"{each.key}:{way}", parts.owner, now)
        ]
        post = Post(session, parts.store.vault, now, parts.dialects)
        stage = Stage(now, session, parts.store.vault, parts.laws(session), post)
        for each, way in fresh:
            if way in (Way.AGAIN, Way.ELSEWHERE):
                _say_again(stage, each, way)
        _list(stage, [(each, way) for each, way in fresh if way.startswith((Way.CALL, Way.LAST_CALL))])
        return len({each.key for each, _ in fresh})


def _say_again(stage: Stage, each: Unheard, way: str) -> None:
    """By the next account; where there is none, in the same chat."""
    ticket = tickets.by_id(stage.session, each.ticket_id)
    if ticket is None:
        return
    if way != Way.ELSEWHERE or not result_reminder.send_to_next_account(stage, ticket, each.seq, each.been):
        result_reminder.repeat_in_chat(stage, ticket, each.seq)


def _list(stage: Stage, calls: Sequence[tuple[Unheard, str]]) -> None:
    """Every operator gets the list; the first result on it names the message."""
    if not calls:
        return
    first, way = calls[0]
    duty = duty_roster.load(stage.session, local_date(stage.now), stage.post.dialects)
    readers = duty.desk()
    cards = call_list(list(_entries(each for each, _ in calls)), now=stage.now)
    for person in duty_roster.people(stage.session, readers).values():
        for page, card in enumerate(cards):
            stage.post.notify(person, card, event=f"{JOB}:{first.key}:{way}:{page}", lane=Lane.TASK)


def _entries(calls: Iterable[Unheard]) -> Iterable[ToCall]:
    return (ToCall(each.number, "未读" if each.sent_at else "未送达", each.due_on) for each in calls)
