"""Audit queries: what should have happened by now and did not; each answered by an index."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from regulation.states import Action, ClockKind
from store.engine.columns import fixed
from store.messages.outbox import FIRST_DUE, REMINDER, RESULT, TASK
from store.tables import Attachment, HistoryLine, InboxRow, OutboxRow, ReminderRow, Ticket, TicketClock

_UNSENT = (fixed("state = 'pending'"), fixed("state = 'sending'"))  # each has its own partial index


def stuck_messages(session: Session, before: datetime, unasked: datetime) -> int:
    """Unsent messages first due before this instant, however often they were tried since.

    Reminders and digests wait for service hours: they count where due before `unasked`.
    """
    lane = OutboxRow.lane
    late = or_(and_(lane < REMINDER, before > FIRST_DUE), and_(lane >= REMINDER, unasked > FIRST_DUE))
    counts = (session.scalar(select(func.count()).where(state, late)) for state in _UNSENT)
    return sum(count or 0 for count in counts)


def oldest_messages(session: Session) -> dict[int, datetime]:
    """By lane, when the oldest unsent message was first due; messages not due yet included."""
    oldest: dict[int, datetime] = {}
    for state in _UNSENT:
        query = select(OutboxRow.lane, func.min(FIRST_DUE)).where(state).group_by(OutboxRow.lane)
        for lane, due in session.execute(query):
            oldest[lane] = min(due, oldest.get(lane, due))
    return oldest


def dead_messages(session: Session) -> int:
    """Dead letters: undeliverable messages on the ledger (发送台账)."""
    return session.scalar(select(func.count()).where(OutboxRow.state == "dead")) or 0


def failed_calls(session: Session) -> int:
    """Callbacks whose handling was given up."""
    return session.scalar(select(func.count()).where(InboxRow.state == "failed")) or 0


def waiting_calls(session: Session, before: datetime) -> int:
    """Callbacks received before this instant and not handled."""
    query = select(func.count()).where(InboxRow.state == "received", InboxRow.received_at < before)
    return session.scalar(query) or 0


def oldest_call(session: Session) -> datetime | None:
    """When the oldest unhandled callback was received."""
    return session.scalar(select(func.min(InboxRow.received_at)).where(fixed("state = 'received'")))


def waiting_files(session: Session, before: datetime) -> int:
    """Files sent in a chat before this instant and not downloaded yet."""
    query = select(func.count()).where(Attachment.state == fixed("'pending'"), Attachment.created_at < before)
    return session.scalar(query) or 0


def unchecked_limits(session: Session, before: datetime) -> int:
    """Limits whose `remind_at` has passed without a check."""
    query = select(func.count()).where(TicketClock.stopped_at.is_(None), TicketClock.remind_at < before)
    return session.scalar(query) or 0


def missing_automatic_acts(session: Session, before: datetime, kinds: Collection[ClockKind]) -> int:
    """Limits with an automatic act at their end that ended before this instant and still run."""
    query = select(func.count()).where(
        TicketClock.stopped_at.is_(None), TicketClock.kind.in_(list(kinds)), TicketClock.due_at < before
    )
    return session.scalar(query) or 0


def count_reminders(session: Session, since: datetime, dedupe: str) -> int:
    """Reminders of this span with this deduplication key (`unreachable`)."""
    query = select(func.count()).where(ReminderRow.found_at > since, ReminderRow.dedupe == dedupe)
    return session.scalar(query) or 0


def lost_reminders(session: Session, since: datetime) -> int:
    """Reminders of this span whose message is missing in the outbox."""
    name = ReminderRow.dedupe + literal(":0:", String) + cast(ReminderRow.person_id, String)
    carried = select(OutboxRow.id).where(OutboxRow.dedupe == name)
    query = select(func.count()).where(
        ReminderRow.found_at > since, ReminderRow.dedupe.startswith("reminder:"), ~carried.exists()
    )
    return session.scalar(query) or 0


def untold_steps(
    session: Session,
    since: datetime,
    until: datetime,
    actions: Collection[Action],
    to_proposer: Collection[Action],
) -> list[str]:
    """Tickets with a step of this span for which no message was queued.

    The acts `to_proposer` need no message where there is no proposer, or where the proposer acted.
    """
    told = select(OutboxRow.id).where(
        OutboxRow.ticket_id == HistoryLine.ticket_id,
        OutboxRow.generation == HistoryLine.seq,
        OutboxRow.lane.in_((RESULT, TASK)),
    )
    has_one = and_(Ticket.proposer_id != 0, Ticket.proposer_id != HistoryLine.actor_id)
    theirs = and_(HistoryLine.action.in_(list(to_proposer)), has_one)
    query = (
        select(Ticket.number)
        .join(HistoryLine, HistoryLine.ticket_id == Ticket.id)
        .where(HistoryLine.at > since, HistoryLine.at <= until, or_(HistoryLine.action.in_(list(actions)), theirs))
        .where(~told.exists(), ~Ticket.on_behalf)
    )
    return list(session.scalars(query.order_by(HistoryLine.at).limit(50)))
