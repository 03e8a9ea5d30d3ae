"""Running limits: the instants that sweeps go by have no entry, and must be those that the due days give (P3, M5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from regulation.rulebook import Rulebooks
from regulation.shanghai import deadline
from store.cases.history_chain import Break
from store.tables import Ticket, TicketClock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LATEST = timedelta(days=31)  # after the end of a limit, or after now, there is a service hour long before that
_RUNNING = (
    select(
        Ticket.number, Ticket.seq, Ticket.rulebook, TicketClock.kind, TicketClock.due_on, TicketClock.due_at,
        TicketClock.remind_at,
    )
    .join(Ticket, Ticket.id == TicketClock.ticket_id)
    .where(TicketClock.stopped_at.is_(None))
    .order_by(TicketClock.id)
)  # fmt: skip


def running(session: Session) -> int:
    """How many limits run."""
    return session.scalar(select(func.count()).where(TicketClock.stopped_at.is_(None))) or 0


def check_instants(session: Session, books: Rulebooks, now: datetime) -> Iterator[Break]:
    """Every running limit that ends at another instant than its due day says, or that nobody would be reminded of."""
    for row in session.execute(_RUNNING):
        yield from _wrong(row, books, now)


def _wrong(row: Any, books: Rulebooks, now: datetime) -> Iterator[Break]:
    if row.due_at != deadline(row.due_on, books.get(row.rulebook).close):
        yield Break(row.number, row.seq, f"{row.kind.value}期限的截止时刻被改动，与到期日{row.due_on}不符")
    elif (row.remind_at is None and row.due_at > now) or (row.remind_at or now) > max(row.due_at, now) + LATEST:
        yield Break(row.number, row.seq, f"{row.kind.value}期限的提醒时刻被改动：到期前后都不会有人提醒")
