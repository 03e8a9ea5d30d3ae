"""A message that a platform won't deliver to somebody goes their next way: another account, the next rung, the desk.

The directory says in which order; what was said once by one way has the same name by every other, with the ways it has
been, so that no way is taken twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from bot.acts.registry import ACTS
from bot.notify.step_notices import notify_desk, notify_next_level
from bot.outbound import Lane, Post, next_account, task_id
from bot.scene import Stage
from bot.tickets.access import read
from store.cases import tickets
from store.messages import outbox, read_receipts
from store.messages.outbox import Parcel
from store.people import persons

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scheduler.deps import Parts
    from store.tables import Account

log = structlog.get_logger(__name__)
AWAY = "~"  # between the name of a message and the platforms it has been to


def refused(parts: Parts, session: Session, parcel: Parcel, now: datetime) -> None:
    """The platform says that this person can't be reached there; in the caller's transaction."""
    person = persons.person(session, parcel.person_id) if parcel.person_id else None
    origin, been = ways(parcel)
    account = next_account(person, parts.platforms, been) if person and person.active else None
    if account is not None:
        _readdress(parts, session, parcel, account, origin, been, now)
    elif parcel.ticket_id and parcel.lane in (Lane.TASK, Lane.RESULT):
        _by_others(parts, session, parcel, now)


def ways(parcel: Parcel) -> tuple[str, set[str]]:
    """What a message was called at first, and every platform it has gone to."""
    origin, _, tried = parcel.dedupe.partition(AWAY)
    return origin, {parcel.platform, *tried.split(AWAY)} - {""}


def _readdress(
    parts: Parts, session: Session, parcel: Parcel, account: Account, origin: str, been: set[str], now: datetime
) -> None:
    """Queue a copy; its name tells where the message has been."""
    dedupe = AWAY.join((origin, *sorted(been)))
    outbox.enqueue(
        session,
        parts.store.vault,
        dedupe=dedupe,
        kind=parcel.kind,
        platform=account.platform,
        user=account.user,
        payload=dict(parcel.payload) | {"key": task_id(f"{dedupe}{AWAY}{account.platform}")},
        lane=parcel.lane,
        now=now,
        person_id=parcel.person_id,
        ticket_id=parcel.ticket_id,
        generation=parcel.generation,
    )


def _by_others(parts: Parts, session: Session, parcel: Parcel, now: datetime) -> None:
    """Nobody waits for somebody who can't be reached: the task goes to the next rung, a result to the telephone."""
    ticket = tickets.by_id(session, parcel.ticket_id or 0)
    if ticket is None:
        return
    post = Post(session, parts.store.vault, now, parts.dialects)
    stage = Stage(now, session, parts.store.vault, parts.laws(session), post)
    if parcel.lane == Lane.RESULT and parcel.person_id == ticket.proposer_id:
        facts = read(stage, ticket)
        told = next((line.action for line in facts.lines if line.seq == parcel.generation), None)
        if told is not None and ACTS[told].by_telephone:
            notify_desk(stage, facts, told)
    elif notify_next_level(
        stage, ticket, parcel.generation, read_receipts.refused(session, ticket.id, parcel.generation)
    ):
        log.warning("a task went to the next rung", ticket=ticket.number, person=parcel.person_id)
