"""A reply marked 答复不明确 is told to the proposer on the next working day, once, unless returned (P6, own rule)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.notify.step_notices import tell_proposer
from bot.outbound import Post
from bot.scene import Stage
from bot.visibility.withheld_steps import to_be_read
from regulation.shanghai import local_date
from scheduler import service_hours
from scheduler.deps import Deps
from store.cases import history, tickets
from store.lists import marked_replies
from store.lists.marked_replies import MarkedReply
from store.upkeep import run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

JOB = "indefinite"
LOOKS_BACK = timedelta(days=20)  # longer than any holiday


def sweep(deps: Deps, now: datetime) -> int:
    """Tell each that nobody returned; returns how many were told."""
    today = local_date(now)
    with deps.store.read() as session:
        calendar = deps.laws(session).calendar
        if not service_hours.in_service(now, deps.hours, calendar):
            return 0
        found = marked_replies.find(session, now - LOOKS_BACK)
        waiting = [each for each in found if local_date(each.at) < today and not _taken(session, each)]
    return sum(_told(deps, each, now) for each in waiting)


def _taken(session: Session, each: MarkedReply) -> bool:
    return run_claims.taken(session, JOB, each.key)


def _told(deps: Deps, each: MarkedReply, now: datetime) -> bool:
    """In one transaction, claimed by one machine; nothing where the case has moved on meanwhile."""
    with deps.store.write() as session:
        ticket = tickets.get(session, each.number)
        if ticket is None or not run_claims.take(session, JOB, each.key, deps.owner, now):
            return False
        reply = to_be_read(ticket, history.lines(session, ticket))
        if reply is None or reply.seq != each.seq:
            return False
        post = Post(session, deps.store.vault, now, deps.dialects)
        tell_proposer(Stage(now, session, deps.store.vault, deps.laws(session), post), ticket, reply.seq)
        return True
