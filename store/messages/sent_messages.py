"""What was sent to a person and when: whether a message reached them before they wrote, and what came after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from store.engine.columns import table_of
from store.messages.outbox import Lane
from store.tables import OutboxRow


@dataclass(frozen=True, slots=True)
class Sent:
    """One message: when it was written, when it was sent, and whether it certainly waits.

    Of one that was tried before it is unknown when it arrived: it has no `at`, and does not wait.
    """

    id: int
    made: datetime
    at: datetime | None
    waits: bool


_ROW = table_of(OutboxRow)
_ONE = select(_ROW.c.id, _ROW.c.created_at, _ROW.c.sent_at, _ROW.c.state, _ROW.c.attempts).where(
    _ROW.c.dedupe == bindparam("name")
)
_NEWER = (
    select(_ROW.c.id)
    .where(_ROW.c.id > bindparam("since"), _ROW.c.person_id == bindparam("person"), _ROW.c.kind != "update")
    .where(_ROW.c.lane != int(Lane.ANSWER), _ROW.c.sent_at.is_not(None))
    .limit(1)
)


def sent_of(session: Session, dedupe: str) -> Sent | None:
    """The message of this deduplication key; None where there is none (any more)."""
    row = session.connection().execute(_ONE, {"name": dedupe}).first()
    if row is None:
        return None
    first = row.attempts == 0
    return Sent(row.id, row.created_at, row.sent_at if first else None, first and row.state == "pending")


def newer(session: Session, person_id: int, since: Sent) -> bool:
    """Whether this person was sent a card or notice after that message; answers to their own messages don't count."""
    return session.connection().execute(_NEWER, {"since": since.id, "person": person_id}).first() is not None
