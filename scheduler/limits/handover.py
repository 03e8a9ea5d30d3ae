"""Handover of open tasks: to a stand-in from the first day, to a new officer as soon as there is one (M7).

The limits run on meanwhile. New tasks reach them anyway; this is about tasks that were somebody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from bot.cards.reminder_card import Taken, handover_cards
from bot.outbound import Lane, Post
from regulation.shanghai import local_date
from regulation.workdays import WorkCalendar
from scheduler import service_hours
from scheduler.deps import Deps
from store.lists import department_tasks
from store.lists.department_tasks import OpenTask
from store.people import duty_roster
from store.people.duty_roster import Roster
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB = department_tasks.HANDOVER


def sweep(deps: Deps, now: datetime) -> int:
    """Check the departments' open tasks whenever duties or stand-ins have changed; returns how many were told."""
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
        if not service_hours.in_service(now, deps.hours, calendar):
            return 0
        duty = duty_roster.load(session, local_date(now), deps.platforms)
        before, present = run_claims.note(session, JOB), fingerprint(duty)
        if before == present:
            return 0
        shares = _shares(department_tasks.open_tasks(session), duty) if before else {}
        shares = {who: _not_told(session, who, own) for who, own in shares.items()}
    with deps.store.write() as session:
        run_claims.write_note(session, JOB, present)
        post = Post(session, deps.store.vault, now, deps.dialects)
        return sum(_tell(post, deps.owner, who, own, calendar) for who, own in shares.items())


def fingerprint(duty: Roster) -> str:
    """A hash of duties and stand-ins: it changes when the people responsible change."""
    holders = sorted((role, department or 0, tuple(people)) for (role, department), people in duty.holders.items())
    return sha256(repr((holders, sorted(duty.deputies.items()))).encode()).hexdigest()


def _shares(tasks: Sequence[OpenTask], duty: Roster) -> dict[int, list[OpenTask]]:
    """By person, the tasks that are theirs today; the centre's where a department has nobody."""
    shares: dict[int, list[OpenTask]] = defaultdict(list)
    for task in tasks:
        for person in duty.present(department_tasks.responsible(task, duty)) or duty.desk():
            shares[person].append(task)
    return shares


def _not_told(session: Session, who: int, own: Sequence[OpenTask]) -> list[OpenTask]:
    known = department_tasks.already_told(session, [task.id for task in own], who)
    return [task for task in own if task.id not in known]


def _tell(post: Post, owner: str, who: int, own: Sequence[OpenTask], calendar: WorkCalendar) -> int:
    """One card with everything new to this person; each task is handed over to them once."""
    fresh = [
        task
        for task in own
        if run_claims.take(post.session, JOB, f"{task.id}:{task.department_id}:{who}", owner, post.now)
    ]
    person = duty_roster.people(post.session, [who]).get(who)
    if not fresh or person is None:
        return 0
    cards = handover_cards([_taken(task, post.now, calendar) for task in fresh], now=post.now)
    event = f"{JOB}:{fresh[0].id}:{fresh[0].department_id}"
    for page, card in enumerate(cards):
        post.notify(person, card, event=f"{event}:{page}", lane=Lane.TASK)
    return 1


def _taken(task: OpenTask, now: datetime, calendar: WorkCalendar) -> Taken:
    today = local_date(now)
    if task.due_on is None:
        return Taken(task.number, task.state, None, 0)
    left = calendar.left(today, task.due_on)
    return Taken(task.number, task.state, task.due_on, left, task.provisional, held=task.held and left < 0)
