"""A notice that the platform delivered to the proposer has been told; from then on their limit runs (M14, own rule)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.outbound import Lane, Post
from bot.scene import Stage
from bot.tickets.told import record_delivery

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from scheduler.deps import Deps
    from store.messages.outbox import Parcel


def record(deps: Deps, session: Session, parcel: Parcel, now: datetime) -> None:
    """Record 送达 where this message told the proposer what they had to be told; in the caller's transaction."""
    if parcel.lane != Lane.RESULT or parcel.kind != "send" or parcel.ticket_id is None or not parcel.person_id:
        return
    post = Post(session, deps.store.vault, now, deps.dialects)
    stage = Stage(now, session, deps.store.vault, deps.laws(session), post)
    record_delivery(stage, parcel.ticket_id, parcel.generation, parcel.person_id)
