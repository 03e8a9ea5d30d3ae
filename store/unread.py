"""Sent is not told: which results their proposers have not read yet (M14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from regulation.states import Action, ClockKind
from store.outbox import RESULT
from store.tables import HistoryLine, OutboxRow, Ticket, TicketClock


@dataclass(frozen=True, slots=True)
class Unread:
    """One result notice that lies in a chat unread; `due_on` is the last day for telling it."""

    outbox_id: int
    number: str
    sent_at: datetime
    due_on: date


def unread_results(session: Session, since: datetime, until: datetime) -> list[Unread]:
    """Result notices sent in this span, neither read nor answered by any later act of the proposer."""
    told, later = aliased(HistoryLine), aliased(HistoryLine)
    answered = select(later.id).where(
        later.ticket_id == Ticket.id, later.seq > OutboxRow.generation, later.actor_id == Ticket.proposer_id
    )
    clock = and_(TicketClock.kind == ClockKind.NOTICE, TicketClock.stopped_at == told.at)
    rows = session.execute(
        select(OutboxRow.id, Ticket.number, OutboxRow.sent_at, TicketClock.due_on)
        .join(Ticket, Ticket.id == OutboxRow.ticket_id)
        .join(told, and_(told.ticket_id == Ticket.id, told.seq == OutboxRow.generation))
        .join(TicketClock, and_(TicketClock.ticket_id == Ticket.id, clock))
        .where(OutboxRow.lane == RESULT, OutboxRow.state == "sent", told.action == Action.NOTIFY, ~answered.exists())
        .where(OutboxRow.sent_at > since, OutboxRow.sent_at <= until)
        .order_by(OutboxRow.sent_at)
    )
    return [Unread(row[0], row[1], row[2], row[3]) for row in rows if row[2] is not None]
