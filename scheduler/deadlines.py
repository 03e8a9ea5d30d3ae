"""Limits whose hour has come: what must be said is noted, what happens by itself is done (P3, M14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from bot.act import Stage, perform
from bot.post import Post
from regulation.case import SYSTEM
from regulation.refusals import Refusal
from regulation.shanghai import local_date
from regulation.states import Action
from scheduler.parts import Parts
from scheduler.receivers import told
from scheduler.rungs import Ladder, Plan, Step
from store import deadlines, roster, tickets
from store.conflicts import CONFLICTS
from store.deadlines import Look

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from regulation.workdays import WorkCalendar

log = structlog.get_logger(__name__)
SOON = timedelta(minutes=5)  # for how long an act of ours is nobody else's to do
AGAIN = timedelta(hours=1)  # after the law has refused it


def sweep(parts: Parts, now: datetime) -> int:
    """Look at every limit that is due to be looked at; returns how many there were."""
    seen = 0
    while (calendar := _calendar_if_due(parts, now)) is not None:
        looked = _batch(parts, now, Ladder(parts.hours, calendar))
        seen += looked
        if looked < parts.pace.batch:
            break
    return seen


def _calendar_if_due(parts: Parts, now: datetime) -> WorkCalendar | None:
    """None where nothing is due: an empty sweep takes no turn from the writers."""
    with parts.store.read() as session:
        first = deadlines.first_look(session)
        return parts.laws(session).calendar if first is not None and first <= now else None


def _batch(parts: Parts, now: datetime, ladder: Ladder) -> int:
    """One transaction for what is said; what is done has one of its own each, so that a refusal stops nobody else."""
    with parts.store.write() as session:
        looks = deadlines.looks(session, now, parts.pace.batch)
        plans = [(look, ladder.plan(look, now)) for look in looks]
        _note(session, plans, now)
        deadlines.look_again(session, {look.id: now + SOON if plan.act else plan.later for look, plan in plans})
    for look, plan in plans:
        if plan.act and not done(parts, look, plan.act, now):
            _put_off(parts, look, now)
    return len(looks)


def _note(session: Session, plans: Sequence[tuple[Look, Plan]], now: datetime) -> None:
    saying = [(look, step) for look, plan in plans if not plan.act for step in plan.say]
    if saying:
        deadlines.note_rungs(session, _rows(saying, roster.load(session, local_date(now))), now)


def _rows(saying: Sequence[tuple[Look, Step]], duty: roster.Roster) -> Iterator[tuple[int, str, date, int]]:
    for look, step in saying:
        for person, rung in told(look, step, duty):
            yield look.id, rung.value, look.due_on, person


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
        deadlines.look_again(session, {look.id: now + AGAIN})
