"""Handover of open tasks: to a stand-in from the first day, to a new officer as soon as there is one (M7).

The limits run on meanwhile. New tasks reach them anyway; this is about tasks that were somebody else's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from bot.cards.reminder_card import Taken, handover_cards
from bot.outbound import Lane, Post
from regulation import ladder
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
Share: TypeAlias = tuple[int, bool]  # somebody, and whether they may act or only see to it that somebody can


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
        shares = {key: _not_told(session, key[0], own) for key, own in shares.items()}
    with deps.store.write() as session:
        run_claims.write_note(session, JOB, present)
        post = Post(session, deps.store.vault, now, deps.dialects)
        return sum(_tell(post, deps.owner, *key, own, calendar) for key, own in shares.items())


def fingerprint(duty: Roster) -> str:
    """A hash of duties and stand-ins: it changes when the people responsible change."""
    holders = sorted((role, department or 0, tuple(people)) for (role, department), people in duty.holders.items())
    return sha256(repr((holders, sorted(duty.deputies.items()))).encode()).hexdigest()


def _shares(tasks: Sequence[OpenTask], duty: Roster) -> dict[Share, list[OpenTask]]:
    """By person, the tasks that are theirs today; the centre's where a department has nobody."""
    shares: dict[Share, list[OpenTask]] = defaultdict(list)
    for task in tasks:
        whose, having = department_tasks.responsible(task, duty), duty.of(task.department_id)
        able = {task.handler_id, *having(ladder.A), *having(ladder.B)}
        for person in duty.present(whose) or duty.desk():
            shares[person, not able.isdisjoint(whose)].append(task)
    return shares


def _not_told(session: Session, who: int, own: Sequence[OpenTask]) -> list[OpenTask]:
    known = department_tasks.already_told(session, [task.id for task in own], who)
    return [task for task in own if task.id not in known]


def _tell(post: Post, owner: str, who: int, acts: bool, own: Sequence[OpenTask], calendar: WorkCalendar) -> int:
    """One card with everything new to this person; each task is handed over to them once."""
    fresh = [
        task
        for task in own
        if run_claims.take(post.session, JOB, f"{task.id}:{task.department_id}:{who}", owner, post.now)
    ]
    person = duty_roster.people(post.session, [who]).get(who)
    if not fresh or person is None:
        return 0
    cards = handover_cards([_taken(task, post.now, calendar) for task in fresh], now=post.now, acts=acts)
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
