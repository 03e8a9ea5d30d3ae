"""Frozen verdicts that the calendar of today would turn, for the supervising office to decide on (M15, own rule)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from regulation.law import Law, Laws
from regulation.provisional_verdicts import Recount, turned
from regulation.states import ClockKind, Verdict
from store.engine.columns import table_of
from store.tables import Ticket, TicketClock
from store.upkeep import operator_log

UPHELD = "uphold"  # operator log: a verdict that stays although the calendar of today would turn it
_CLOCK, _TICKET = table_of(TicketClock), table_of(Ticket)


class FrozenLimit(NamedTuple):
    """One stopped limit with its verdict, by ticket."""

    id: int
    number: str
    rulebook: str
    kind: ClockKind
    start_seq: int
    department_id: int | None
    started_at: datetime
    total_days: int
    due_on: date
    missed: bool
    stopped_at: datetime | None
    verdict: Verdict | None
    verdict_if_kept: Verdict | None
    not_before: date | None


class TurnableVerdict(NamedTuple):
    """A frozen verdict, and what the calendar of today makes of it."""

    limit: FrozenLimit
    recount: Recount


def turnable(session: Session, laws: Laws) -> list[TurnableVerdict]:
    """All that were not upheld, by ticket; every stopped limit is counted, so this is for rare occasions."""
    upheld = {(entry.subject, entry.note.partition(" ")[0]) for entry in operator_log.of_act(session, UPHELD)}
    return [one for one in _turned(session, laws) if (one.limit.id, one.recount.due.day.isoformat()) not in upheld]


def uphold(session: Session, one: TurnableVerdict, *, by: int, now: datetime, reason: str = "") -> None:
    """The verdict stays: decided by a person, on record, until a calendar gives yet another day."""
    text = f"{one.recount.due.day.isoformat()} {reason}".strip()
    operator_log.note(session, UPHELD, one.limit.id, by=by, now=now, text=text)


def _turned(session: Session, laws: Laws) -> Iterator[TurnableVerdict]:
    names = [name for name in FrozenLimit._fields if name not in ("number", "rulebook")]
    columns = {"number": _TICKET.c.number, "rulebook": _TICKET.c.rulebook, **{name: _CLOCK.c[name] for name in names}}
    query = (
        select(*(columns[name] for name in FrozenLimit._fields))
        .join(_TICKET, _TICKET.c.id == _CLOCK.c.ticket_id)
        .where(_CLOCK.c.verdict.is_not(None))
        .order_by(_CLOCK.c.ticket_id, _CLOCK.c.id)
    )
    known: dict[str, Law] = {}
    for row in session.execute(query):
        limit = FrozenLimit(*row)
        law = known.setdefault(limit.rulebook, Law(laws.rulebooks.get(limit.rulebook), laws.calendar))
        recount = turned(limit, law)
        if recount is not None:
            yield TurnableVerdict(limit, recount)
