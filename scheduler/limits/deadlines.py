"""Limits whose hour has come: what happens by itself is done, what must be said is said (P3, M14, G1).

Planned without holding anybody up; then written, each limit checked again in the transaction that writes. A limit is
looked at again from the start if we die in between: what was said is on record, what was done is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import structlog

from bot.outbound import Post
from bot.scene import Stage
from bot.tickets.perform import perform
from regulation.case import SYSTEM
from regulation.refusals import Refusal
from regulation.shanghai import local_date
from regulation.states import Action
from scheduler.deps import Parts
from scheduler.limits import reminders
from scheduler.limits.recipients import rungs
from scheduler.limits.reminder_schedule import Ladder, Plan
from scheduler.limits.reminders import Agenda
from store.cases import tickets
from store.engine.db_errors import CONFLICTS
from store.lists import due_limits
from store.lists.due_limits import Look, Rung
from store.people import duty_roster

log = structlog.get_logger(__name__)
AGAIN = timedelta(hours=1)  # after the law has refused an act of ours


def sweep(parts: Parts, now: datetime) -> int:
    """Look at every limit that is due to be looked at; returns how many there were."""
    seen, full = 0, True
    while full and (found := _looked(parts, now)) is not None:
        plans, agenda = found
        for look, plan in plans:
            if plan.act and not done(parts, look, plan.act, now):
                _put_off(parts, look, now)
        finished = reminders.say(parts, agenda, now)
        seen += len(plans)
        full = finished and len(plans) >= parts.pace.batch
    return seen


def _looked(parts: Parts, now: datetime) -> tuple[list[tuple[Look, Plan]], Agenda] | None:
    """None where nothing is due: an empty sweep takes no turn from the writers."""
    with parts.store.read() as session:
        looks = due_limits.due_looks(session, now, parts.pace.batch)
        if not looks:
            return None
        laws, duty = parts.laws(session), duty_roster.load(session, local_date(now), parts.platforms)
    ladder = Ladder(parts.hours, laws.calendar, now)
    plans = [(look, ladder.plan(look)) for look in looks]
    spoken = [(look, plan) for look, plan in plans if not plan.act]
    later = {look.id: plan.later for look, plan in spoken}
    return plans, Agenda(laws, [look for look, _ in spoken], list(_rungs(spoken, duty)), later)


def _rungs(plans: list[tuple[Look, Plan]], duty: duty_roster.Roster) -> Iterator[Rung]:
    """Each once: where there is no B officer, two steps of one look come to the same words to the same leader."""
    for look, plan in plans:
        yield from dict.fromkeys(rung for step in plan.say for rung in rungs(look, step, duty))


def done(parts: Parts, look: Look, action: Action, now: datetime) -> bool:
    """Do what happens by itself; False where the law says no or we stumble, so that it is tried again."""
    try:
        with parts.store.write() as session:
            ticket = tickets.get(session, look.number)
            if ticket is not None and ticket.state is look.state:
                post = Post(session, parts.store.vault, now, parts.dialects)
                perform(Stage(now, session, parts.store.vault, parts.laws(session), post), ticket, action, SYSTEM)
    except Refusal as refusal:
        log.warning("the law refuses what was due", ticket=look.number, action=action.value, reason=refusal.text)
    except CONFLICTS as conflict:
        log.info("somebody was faster", ticket=look.number, action=action.value, kind=type(conflict).__name__)
    except Exception:
        log.exception("what was due could not be done", ticket=look.number, action=action.value)
    else:
        return True
    return False


def _put_off(parts: Parts, look: Look, now: datetime) -> None:
    with parts.store.write() as session:
        due_limits.look_again(session, {look.id: now + AGAIN})
