"""What should have happened by now and did not: questions the auditor asks, each answered by an index."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import String, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from regulation.states import Action, ClockKind
from store.engine.columns import fixed
from store.messages.outbox import FIRST_DUE, REMINDER, RESULT, TASK
from store.tables import Attachment, HistoryLine, InboxRow, OutboxRow, ReminderRow, Ticket, TicketClock

_UNSENT = (fixed("state = 'pending'"), fixed("state = 'sending'"))  # each has an index of its own


def stuck_messages(session: Session, before: datetime, unasked: datetime) -> int:
    """Messages that were first due before this instant and have not left, however often they were tried since.

    What is said unasked waits for service hours: it counts from before `unasked`.
    """
    lane = OutboxRow.lane
    late = or_(and_(lane < REMINDER, before > FIRST_DUE), and_(lane >= REMINDER, unasked > FIRST_DUE))
    counts = (session.scalar(select(func.count()).where(state, late)) for state in _UNSENT)
    return sum(count or 0 for count in counts)


def oldest_messages(session: Session) -> dict[int, datetime]:
    """By lane, when the message was first due that has waited longest; what is not due yet included."""
    oldest: dict[int, datetime] = {}
    for state in _UNSENT:
        query = select(OutboxRow.lane, func.min(FIRST_DUE)).where(state).group_by(OutboxRow.lane)
        for lane, due in session.execute(query):
            oldest[lane] = min(due, oldest.get(lane, due))
    return oldest


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


def oldest_call(session: Session) -> datetime | None:
    """When the message from a person came in that has waited longest for being handled."""
    return session.scalar(select(func.min(InboxRow.received_at)).where(fixed("state = 'received'")))


def waiting_files(session: Session, before: datetime) -> int:
    """Files sent in a chat before this instant that are still with the platform."""
    query = select(func.count()).where(Attachment.state == fixed("'pending'"), Attachment.created_at < before)
    return session.scalar(query) or 0


def unchecked_limits(session: Session, before: datetime) -> int:
    """Limits whose time to be looked at has long come."""
    query = select(func.count()).where(TicketClock.stopped_at.is_(None), TicketClock.remind_at < before)
    return session.scalar(query) or 0


def missing_automatic_acts(session: Session, before: datetime, kinds: Collection[ClockKind]) -> int:
    """Limits of kinds at whose end something happens by itself, which ended before this instant and still run."""
    query = select(func.count()).where(
        TicketClock.stopped_at.is_(None), TicketClock.kind.in_(list(kinds)), TicketClock.due_at < before
    )
    return session.scalar(query) or 0


def count_reminders(session: Session, since: datetime, dedupe: str) -> int:
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


def untold_steps(
    session: Session,
    since: datetime,
    until: datetime,
    actions: Collection[Action],
    to_proposer: Collection[Action],
) -> list[str]:
    """Tickets with a step of this span after which nobody was told anything.

    The acts `to_proposer` concern nobody where there is no proposer, or where they did it themselves.
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
