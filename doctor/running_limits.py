"""Check of running limits: the instants that sweeps go by are those that the due days give (P3, M5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from bot.ports import Finding
from doctor.check_result import CheckResult
from regulation.rulebook import Rulebooks
from regulation.shanghai import deadline
from store.cases.history_chain import Break
from store.tables import Ticket, TicketClock

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.engine.session import Store

LIMITS = "期限时刻"
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


def limits(store: Store, rulebooks: Callable[[Session], Rulebooks], now: datetime) -> Iterator[Finding]:
    """Every running limit; `due_at` and `remind_at` have no entry in the record."""
    result = CheckResult(LIMITS)
    with store.read() as session:
        books, rows = rulebooks(session), session.execute(_RUNNING).all()
    result.take([each for row in rows for each in _wrong(row, books, now)])
    yield from result.findings(f"{len(rows)} 个在计的期限，截止和提醒的时刻与到期日一致")


def _wrong(row: Any, books: Rulebooks, now: datetime) -> Iterator[Break]:
    if row.due_at != deadline(row.due_on, books.get(row.rulebook).close):
        yield Break(row.number, row.seq, f"{row.kind.value}期限的截止时刻被改动，与到期日{row.due_on}不符")
    elif (row.remind_at is None and row.due_at > now) or (row.remind_at or now) > max(row.due_at, now) + LATEST:
        yield Break(row.number, row.seq, f"{row.kind.value}期限的提醒时刻被改动：到期前后都不会有人提醒")
