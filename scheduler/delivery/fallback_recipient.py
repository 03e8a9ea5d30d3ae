"""Recipient unreachable: the message goes to another account, the next person of the ladder, or the centre's desk (M7).

The directory gives the order. The deduplication key keeps the platforms already tried, so none is tried twice.
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

    from scheduler.deps import Deps
    from store.tables import Account

log = structlog.get_logger(__name__)
AWAY = "~"  # in the deduplication key: separates the message's own key from the platforms already tried


def refused(deps: Deps, session: Session, parcel: Parcel, now: datetime) -> None:
    """The platform reports the recipient as unreachable; in the caller's transaction."""
    person = persons.person(session, parcel.person_id) if parcel.person_id else None
    origin, been = tried_platforms(parcel)
    account = next_account(person, deps.platforms, been) if person and person.active else None
    if account is not None:
        _readdress(deps, session, parcel, account, origin, been, now)
    elif parcel.ticket_id and parcel.lane in (Lane.TASK, Lane.RESULT):
        _by_others(deps, session, parcel, now)


def tried_platforms(parcel: Parcel) -> tuple[str, set[str]]:
    """The message's original key, and every platform already tried."""
    origin, _, tried = parcel.dedupe.partition(AWAY)
    return origin, {parcel.platform, *tried.split(AWAY)} - {""}


def _readdress(
    deps: Deps, session: Session, parcel: Parcel, account: Account, origin: str, been: set[str], now: datetime
) -> None:
    """Queue a copy for another account; its key names the platforms already tried."""
    dedupe = AWAY.join((origin, *sorted(been)))
    outbox.enqueue(
        session,
        deps.store.vault,
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


def _by_others(deps: Deps, session: Session, parcel: Parcel, now: datetime) -> None:
    """No account is left: a task goes to the next person of the ladder, a result is told by telephone (M7, M14)."""
    ticket = tickets.by_id(session, parcel.ticket_id or 0)
    if ticket is None:
        return
    post = Post(session, deps.store.vault, now, deps.dialects)
    stage = Stage(now, session, deps.store.vault, deps.laws(session), post)
    if parcel.lane == Lane.RESULT and parcel.person_id == ticket.proposer_id:
        facts = read(stage, ticket)
        told = next((line.action for line in facts.lines if line.seq == parcel.generation), None)
        if told is not None and ACTS[told].by_telephone:
            notify_desk(stage, facts, told)
    elif notify_next_level(
        stage, ticket, parcel.generation, read_receipts.refused(session, ticket.id, parcel.generation)
    ):
        log.warning("a task went to the next person of the ladder", ticket=ticket.number, person=parcel.person_id)
