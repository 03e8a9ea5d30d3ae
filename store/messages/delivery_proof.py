"""A message whose acceptance no answer of the platform confirmed, and the proof by its reader that it arrived (M14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, and_, func, or_, select, union_all, update
from sqlalchemy.orm import Session

from store.engine.columns import fixed
from store.messages.outbox import CONTEXT, RESULT
from store.tables import OutboxRow
from store.vault import Vault

BY_PRESS = "平台未答复是否接收，收件人已点开办理"
BY_READING = "平台未答复是否接收，收件人已阅知"
_OPEN = tuple(fixed(f"state = '{state}'") for state in ("pending", "sending", "dead"))  # each has an index of its own


def unconfirmed(session: Session, person_id: int, platform: str, ticket_id: int | None) -> Sequence[OutboxRow]:
    """This person's messages that are not recorded as sent; of this ticket, where one is named, every one.

    A message that was superseded after an attempt may have arrived too; only its ticket finds it.
    """
    own = and_(OutboxRow.person_id == person_id, OutboxRow.platform == platform)
    ways = [*_OPEN, *([OutboxRow.ticket_id == ticket_id] if ticket_id else [])]
    ids = union_all(*(select(OutboxRow.id).where(way, own) for way in ways))
    return session.scalars(select(OutboxRow).where(OutboxRow.id.in_(ids)).order_by(OutboxRow.id.desc())).all()


def payload_of(vault: Vault, row: OutboxRow) -> dict[str, Any] | None:
    """The message as it waits; None once it was sent or superseded."""
    content = vault.open_bytes(row.payload_sealed, CONTEXT) if row.payload_sealed else b""
    return dict(orjson.loads(content)) if content else None


def mark_arrived(session: Session, row_id: int, now: datetime, reason: str = BY_PRESS) -> None:
    """Sent, by its reader's own act: it is not sent again, nor withdrawn."""
    _mark(session, OutboxRow.id == row_id, {"state": "sent", "sent_at": now, "reason": reason})


def mark_read(session: Session, ticket_id: int, person_id: int, now: datetime) -> None:
    """Result notices of a ticket that were tried, by the reader's word that they have read them."""
    tried = or_(OutboxRow.state == "sending", and_(OutboxRow.state.in_(("pending", "dead")), OutboxRow.attempts > 0))
    own = and_(OutboxRow.ticket_id == ticket_id, OutboxRow.person_id == person_id, OutboxRow.lane == RESULT, tried)
    sent_at = func.coalesce(OutboxRow.sent_at, now)
    _mark(session, own, {"state": "read", "sent_at": sent_at, "read_at": now, "reason": BY_READING})


def _mark(session: Session, which: ColumnElement[bool], values: dict[str, Any]) -> None:
    done = {"payload_sealed": b""}
    session.execute(update(OutboxRow).where(which).values(values | done).execution_options(synchronize_session=False))
