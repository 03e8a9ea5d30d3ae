"""A notice that the platform delivered to the proposer has been told; from then on their limit runs (M14, own rule)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.notify.step_notices import notify_later_start
from bot.outbound import Lane, Post
from bot.scene import Stage
from bot.tickets.perform import perform
from regulation.case import SYSTEM
from regulation.shanghai import local_date
from regulation.states import Action
from store.cases import history, tickets

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scheduler.deps import Deps
    from store.messages.outbox import Parcel


def record(deps: Deps, session: Session, parcel: Parcel, now: datetime) -> None:
    """Record 送达 where this message told the proposer what they had to be told; in the caller's transaction.

    Where it was delivered on a later day than it was written, the proposer hears the day that counts.
    """
    if parcel.lane != Lane.RESULT or parcel.kind != "send" or parcel.ticket_id is None or not parcel.person_id:
        return
    waiting = tickets.by_id(session, parcel.ticket_id)
    if waiting is None or not waiting.to_tell or waiting.proposer_id != parcel.person_id:
        return
    ticket = tickets.get(session, waiting.number)
    if ticket is None or not ticket.to_tell:
        return
    act = next((line for line in reversed(history.lines(session, ticket)) if line.action == ticket.to_tell), None)
    if act is None or parcel.generation < act.seq:
        return
    post = Post(session, deps.store.vault, now, deps.dialects)
    stage = Stage(now, session, deps.store.vault, deps.laws(session), post)
    facts = perform(stage, ticket, Action.TOLD, SYSTEM)
    if local_date(act.at) != local_date(now):
        notify_later_start(stage, facts)
