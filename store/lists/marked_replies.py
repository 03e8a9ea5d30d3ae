"""Open cases whose last reply is marked 答复不明确, with the day of that reply (P6, own rule)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from regulation.act_groups import REPLIES
from regulation.states import Track
from store.tables import HistoryLine, Ticket


class MarkedReply(NamedTuple):
    """One marked reply by its step."""

    number: str
    seq: int
    at: datetime

    @property
    def key(self) -> str:
        return f"{self.number}:{self.seq}"


def find(session: Session, since: datetime) -> list[MarkedReply]:
    """Those of the district's own cases since then, oldest first; the city's orders have no proposer to tell (M8)."""
    other = aliased(HistoryLine)
    last = select(func.max(other.seq)).where(other.ticket_id == Ticket.id, other.action.in_(REPLIES)).correlate(Ticket)
    query = (
        select(Ticket.number, HistoryLine.seq, HistoryLine.at)
        .join(HistoryLine, HistoryLine.ticket_id == Ticket.id)
        .where(Ticket.indefinite, Ticket.closed_at.is_(None), Ticket.track == Track.DISTRICT)
        .where(HistoryLine.seq == last.scalar_subquery(), HistoryLine.at > since)
        .order_by(HistoryLine.at, HistoryLine.id)
    )
    return [MarkedReply(number, seq, at) for number, seq, at in session.execute(query)]
