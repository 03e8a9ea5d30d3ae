"""Inbox: callbacks are stored before the platform gets 200, deduplicated, and handled in order for each sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Text, bindparam, delete, exists, func, or_, select, type_coerce, update
from sqlalchemy.orm import Session

from store.engine.columns import fixed, table_of
from store.engine.deferral.later import Due, Task, later, row_without_job
from store.engine.prepared import Prepared
from store.tables import InboxRow
from store.vault import Vault

CONTEXT = "inbox:payload_sealed"
LONGEST = timedelta(minutes=1)  # more than the longest pause between two attempts
_MESSAGE = ("id", "platform", "message_key", "attempts", "received_at")


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """One message to handle; `payload` is what the platform's callback stored."""

    id: int
    platform: str
    message_key: str
    attempts: int
    received_at: datetime
    payload: bytes = field(repr=False)


_ROW = table_of(InboxRow)
_LINE = (_ROW.c.id, _ROW.c.platform, type_coerce(_ROW.c.user_key, Text))  # what a job is made of
_TAKE = Prepared(
    lambda _: (
        select(*(_ROW.c[name] for name in _MESSAGE), _ROW.c.payload_sealed)
        .where(_ROW.c.id == bindparam("row"), _ROW.c.state == fixed("'received'"))
        .with_for_update(of=_ROW)
    )
)
_EARLIER = _ROW.alias("earlier")
_BLOCKED = exists().where(
    _EARLIER.c.state == fixed("'received'"),
    _EARLIER.c.platform == _ROW.c.platform,
    _EARLIER.c.user_key == _ROW.c.user_key,
    _EARLIER.c.id < _ROW.c.id,
)
_FIRST = Prepared(
    lambda _: (
        select(_ROW.c.id, _ROW.c.platform, type_coerce(_ROW.c.user_key, Text).label("sender"))
        .where(_ROW.c.state == fixed("'received'"), ~_BLOCKED)
        .where(or_(_ROW.c.next_at <= bindparam("now"), _ROW.c.next_at > bindparam("beyond")))
        .order_by(_ROW.c.id)
        .limit(bindparam("most"))
    )
)
_UNDEFERRED = (  # on PostgreSQL
    select(*_LINE)
    .where(_ROW.c.state == "received", _ROW.c.next_at <= bindparam("now"), row_without_job(Task.HANDLE, "inbox"))
    .order_by(_ROW.c.id)
    .limit(bindparam("most"))
)
_FINISH = Prepared(
    lambda _: (
        update(_ROW)
        .where(_ROW.c.id == bindparam("row_id"))
        .values(
            state=bindparam("to"),
            done_at=bindparam("now", type_=_ROW.c.done_at.type),
            payload_sealed=bindparam("gone"),
            error=bindparam("why"),
            result=bindparam("came_of_it"),
        )
    )
)


def take(session: Session, vault: Vault, row_id: int) -> InboxMessage | None:
    """The message, its row locked until the transaction ends; None where it was handled already.

    A worker that pauses in its transaction loses it (`Store.write`), and another one finds the message as it was.
    """
    rows = _TAKE.rows(session.connection(), {"row": row_id})
    if not rows:
        return None
    payload = vault.open_bytes(rows[0].pop("payload_sealed"), CONTEXT)
    return InboxMessage(**rows[0], payload=payload)


def first_of_each(session: Session, now: datetime, limit: int) -> Sequence[Due]:
    """The oldest unhandled message of each sender, oldest first.

    A message waiting for a retry holds back only later ones of the same sender. One scheduled further ahead than any
    retry was written before the clock was set back: it is due.
    """
    rows = _FIRST.rows(session.connection(), {"now": now, "beyond": now + LONGEST, "most": limit})
    return [due_of(row["id"], row["platform"], row["sender"]) for row in rows]


def undeferred(session: Session, now: datetime, limit: int) -> Sequence[Due]:
    """Messages that are due and have no job (PostgreSQL), oldest first."""
    return [due_of(*row) for row in session.execute(_UNDEFERRED, {"now": now, "most": limit})]


def due_of(row: int, platform: str, sender: str) -> Due:
    """The job of a message: those of one sender are handled in order."""
    return Due(Task.HANDLE, row, f"{platform}:{sender}")


def mark_done(session: Session, row_id: int, now: datetime, result: str = "") -> None:
    """Handled: the payload is erased, the key stays for deduplication; `result` names acts and codes, no words."""
    ended = {"row_id": row_id, "to": "done", "now": now, "gone": b"", "why": "", "came_of_it": result}
    _FINISH.run(session.connection(), ended)


def mark_retry(session: Session, row_id: int, next_at: datetime, error: str) -> None:
    """Try again at `next_at`. `error` names the kind of failure and holds no personal data."""
    values = {"attempts": InboxRow.attempts + 1, "next_at": next_at, "error": error[:500]}
    session.execute(update(InboxRow).where(InboxRow.id == row_id).values(values))


def mark_failed(session: Session, row_id: int, now: datetime, error: str) -> None:
    """Given up: it stays with its payload on the ledger (发送台账) until an operator releases it."""
    values = {"state": "failed", "attempts": InboxRow.attempts + 1, "done_at": now, "error": error[:500]}
    session.execute(update(InboxRow).where(InboxRow.id == row_id).values(values))


def failed(session: Session, limit: int = 100) -> Sequence[InboxRow]:
    """Given-up messages, oldest first, for the ledger."""
    return session.scalars(select(InboxRow).where(InboxRow.state == "failed").order_by(InboxRow.id).limit(limit)).all()


def release(session: Session, row_id: int, now: datetime) -> bool:
    """Queue a given-up message again, in its old order; False where it is not on the ledger."""
    values = {"state": "received", "attempts": 0, "next_at": now, "done_at": None, "error": ""}
    query = update(InboxRow).where(InboxRow.id == row_id, InboxRow.state == "failed").values(values)
    rows = session.execute(query.returning(*_LINE)).all()
    later(session, [due_of(*row) for row in rows])
    return bool(rows)


def waiting(session: Session) -> int:
    """How many messages are not handled yet."""
    return session.scalar(select(func.count()).select_from(InboxRow).where(InboxRow.state == "received")) or 0


def prune(session: Session, before: datetime) -> int:
    """Delete messages handled before an instant; platforms retry within minutes, not months."""
    old = delete(InboxRow).where(InboxRow.state == "done", InboxRow.done_at < before)
    return len(session.execute(old.returning(InboxRow.id)).all())
