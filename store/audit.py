"""What should have happened by now and did not: questions the auditor asks, each answered by an index."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import String, cast, func, literal, select
from sqlalchemy.orm import Session

from regulation.states import Action
from store.outbox import RESULT, TASK
from store.tables import HistoryLine, InboxRow, OutboxRow, ReminderRow, Ticket, TicketClock


def stuck_messages(session: Session, before: datetime) -> int:
    """Messages that should have left before this instant, those of a lost sender included."""
    pending = select(func.count()).where(OutboxRow.state == "pending", OutboxRow.next_at < before)
    lost = select(func.count()).where(OutboxRow.state == "sending", OutboxRow.lease_until < before)
    return (session.scalar(pending) or 0) + (session.scalar(lost) or 0)


def dead_messages(session: Session) -> int:
    """Messages nobody could be given, and nobody has dealt with."""
    return session.scalar(select(func.count()).where(OutboxRow.state == "dead")) or 0


def failed_calls(session: Session) -> int:
    """Messages from people that were given up."""
    return session.scalar(select(func.count()).where(InboxRow.state == "failed")) or 0


def waiting_calls(session: Session, before: datetime) -> int:
    """Messages from people that nobody has handled since this instant."""
    query = select(func.count()).where(InboxRow.state == "received", InboxRow.received_at < before)
    return session.scalar(query) or 0


def unlooked(session: Session, before: datetime) -> int:
    """Limits whose time to be looked at has long come."""
    query = select(func.count()).where(TicketClock.stopped_at.is_(None), TicketClock.remind_at < before)
    return session.scalar(query) or 0


def said_by(session: Session, since: datetime, dedupe: str) -> int:
    """Reminders of this span under one name: `unreachable`."""
    query = select(func.count()).where(ReminderRow.found_at > since, ReminderRow.dedupe == dedupe)
    return session.scalar(query) or 0


def lost_reminders(session: Session, since: datetime) -> int:
    """Reminders of this span whose message has vanished from the outbox."""
    name = ReminderRow.dedupe + literal(":0:", String) + cast(ReminderRow.person_id, String)
    carried = select(OutboxRow.id).where(OutboxRow.dedupe == name)
    query = select(func.count()).where(
        ReminderRow.found_at > since, ReminderRow.dedupe.startswith("reminder:"), ~carried.exists()
    )
    return session.scalar(query) or 0


def untold_steps(session: Session, since: datetime, until: datetime, actions: Collection[Action]) -> list[str]:
    """Tickets with a step of this span after which nobody was told anything."""
    told = select(OutboxRow.id).where(
        OutboxRow.ticket_id == HistoryLine.ticket_id,
        OutboxRow.generation == HistoryLine.seq,
        OutboxRow.lane.in_((RESULT, TASK)),
    )
    query = (
        select(Ticket.number)
        .join(HistoryLine, HistoryLine.ticket_id == Ticket.id)
        .where(HistoryLine.at > since, HistoryLine.at <= until, HistoryLine.action.in_(list(actions)))
        .where(~told.exists(), ~Ticket.on_behalf)
    )
    return list(session.scalars(query.order_by(HistoryLine.at).limit(50)))
