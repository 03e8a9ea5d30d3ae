"""Unread results: notices that the proposer has neither read, nor answered, nor been told by telephone (M14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from regulation.act_groups import NOTICE_SETTLED
from regulation.states import Action, Call, ClockKind, Letter, Track
from store.cases import history
from store.messages.outbox import RESULT
from store.tables import HistoryLine, OutboxRow, Ticket, TicketClock


@dataclass(frozen=True, slots=True)
class UnreadResult:
    """One result notice; `due_on` is the last day for telling it, `sent_at` when a platform first took it."""

    ticket_id: int
    number: str
    seq: int
    told_at: datetime
    due_on: date
    provisional: bool
    due_at: datetime
    sent_at: datetime | None
    been: frozenset[str]  # the platforms it was sent or queued to

    @property
    def key(self) -> str:
        return f"{self.ticket_id}-{self.seq}"


def find_unread(session: Session, since: datetime) -> list[UnreadResult]:
    """Results told since then, neither read, nor answered by the proposer, nor told by telephone; the oldest first."""
    rows: Sequence[Any] = session.execute(_told(since)).all()
    ids = {row.ticket_id for row in rows}
    if not ids:
        return []
    called, sent = _called(session, ids), _sent(session, ids)
    found = []
    for row in rows:
        by = sent[row.ticket_id, row.seq]
        if called.get(row.ticket_id, 0) < row.seq and not any(state == "read" for _, state, _ in by):
            taken = [at for _, state, at in by if state == "sent" and at is not None]
            been = frozenset(platform for platform, _, _ in by)
            first = min(taken, default=None)
            found.append(
                UnreadResult(
                    row.ticket_id, row.number, row.seq, row.at, row.due_on, row.provisional, row.due_at, first, been
                )
            )
    return found


def _told(since: datetime) -> Any:
    told, later = aliased(HistoryLine), aliased(HistoryLine)
    proposers = or_(later.actor_id == Ticket.proposer_id, later.acting_for == Ticket.proposer_id)
    ended = or_(and_(Ticket.proposer_id != 0, proposers), later.action.in_(NOTICE_SETTLED))
    answered = select(later.id).where(later.ticket_id == told.ticket_id, later.seq > told.seq, ended)
    clock = and_(
        TicketClock.ticket_id == told.ticket_id,
        TicketClock.kind == ClockKind.NOTICE,
        TicketClock.started_at <= told.at,
        or_(TicketClock.stopped_at.is_(None), TicketClock.stopped_at >= told.at),
    )
    return (
        select(
            told.ticket_id,
            Ticket.number,
            told.seq,
            told.at,
            TicketClock.due_on,
            TicketClock.provisional,
            TicketClock.due_at,
        )
        .join(Ticket, Ticket.id == told.ticket_id)
        .join(TicketClock, clock)
        .where(told.action == Action.NOTIFY, told.at > since, Ticket.track == Track.DISTRICT)
        .where(or_(Ticket.proposer_id == 0, told.actor_id != Ticket.proposer_id), ~answered.exists())
        .order_by(told.at, told.id)
    )


def _called(session: Session, ids: set[int]) -> dict[int, int]:
    """By ticket, the last call in which the proposer was told."""
    query = select(HistoryLine).where(
        HistoryLine.ticket_id.in_(ids), HistoryLine.action.in_((Action.TELEPHONE, Action.LETTER))
    )
    calls = [(line, history.decision_of(line).data) for line in session.scalars(query.order_by(HistoryLine.seq))]
    reached = (Call.TOLD, Letter.ARRIVED)
    return {line.ticket_id: line.seq for line, data in calls if {data.get("answer"), data.get("letter")} & {*reached}}


def _sent(session: Session, ids: set[int]) -> dict[tuple[int, int], list[tuple[str, str, datetime | None]]]:
    """By ticket and step, what became of the proposer's notice: platform, state, when it was taken."""
    query = (
        select(OutboxRow.ticket_id, OutboxRow.generation, OutboxRow.platform, OutboxRow.state, OutboxRow.sent_at)
        .join(Ticket, and_(Ticket.id == OutboxRow.ticket_id, Ticket.proposer_id == OutboxRow.person_id))
        .where(OutboxRow.ticket_id.in_(ids), OutboxRow.lane == RESULT, OutboxRow.kind == "send")
    )
    found: dict[tuple[int, int], list[tuple[str, str, datetime | None]]] = defaultdict(list)
    for ticket_id, generation, platform, state, sent_at in session.execute(query):
        found[ticket_id or 0, generation].append((platform, state, sent_at))
    return found
