"""标注: a record stays flagged while one case's flag on it is not cleared, however many cases question it (P9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from regulation.decision import Decision
from regulation.states import Outcome
from store.cases import ticket_rows
from store.engine.columns import table_of
from store.recognition.alike import Likeness, flagged_like, like_case
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Entry, Flag, FlagEvent, Ticket

_FLAGS = table_of(Flag)
SET, CLEARED, SPECIAL = "set", "cleared", "special"


@dataclass(frozen=True, slots=True)
class FlagLogLine:
    """One line of the flag log; `flagged` counts the cases that mark the record after this step."""

    id: int
    event: str
    number: str
    title: str
    entry: str  # the catalogue's code, empty where the catalogue does not list the data
    record: str  # the record's keyed hash: equal for equal records, no data
    at: datetime
    flagged: int
    special: bool


def follow(session: Session, ticket: Ticket, decision: Decision) -> None:
    """Set or clear the ticket's own flag as the decision says; a special case keeps its mark for good (G7)."""
    if decision.flag == "set":
        _set(session, ticket, decision)
    elif decision.flag == "clear":
        cleared = _change(session, ticket, decision, cleared_at=decision.at)
        _log(session, ticket, decision, CLEARED, *cleared)
    if ticket.outcome is Outcome.SPECIAL and decision.changes.get("outcome") == Outcome.SPECIAL:
        marked = _change(session, ticket, decision, special=True)
        _log(session, ticket, decision, SPECIAL, *marked)


def _set(session: Session, ticket: Ticket, decision: Decision) -> None:
    """Where other cases mark the record already, it is known by the hash that they gave it."""
    before = marks_on(session, ticket)
    record = before[0].record_index if before else ticket.record_key_index
    flag = Flag(
        ticket_id=ticket.id,
        entry_id=ticket.entry_id,
        record_index=record,
        set_at=decision.at,
        cleared_at=None,
    )
    session.add(flag)
    row_sealing.seal(session, Kind.MARK, [flag], decision.at)
    _log(session, ticket, decision, SET, record)


def _change(session: Session, ticket: Ticket, decision: Decision, **values: object) -> list[str]:
    """Change the ticket's own open flags; the hashes under which they know the record."""
    session.flush()
    own = update(_FLAGS).where(_FLAGS.c.ticket_id == ticket.id, _FLAGS.c.cleared_at.is_(None))
    changed = session.connection().execute(own.values(values).returning(*_FLAGS.c)).mappings().all()
    row_sealing.seal(session, Kind.MARK, changed, decision.at)
    return [row["record_index"] for row in changed]


def _log(session: Session, ticket: Ticket, decision: Decision, event: str, *records: str) -> None:
    """`records` has the hash under which the ticket's own flag knows the record."""
    marks = marks_on(session, ticket)
    line = FlagEvent(
        event=event,
        ticket_id=ticket.id,
        seq=decision.seq,
        entry_id=ticket.entry_id,
        record_index=records[0] if records else ticket.record_key_index,
        at=decision.at,
        flagged=sum(not flag.special for flag in marks),
        special=any(flag.special for flag in marks),
    )
    session.add(line)
    row_sealing.seal(session, Kind.MARK_EVENT, [line], decision.at)


def marks_on(session: Session, ticket: Ticket) -> Sequence[Flag]:
    """The present flags on the record questioned by this ticket, those of other cases included."""
    same = flagged_like(session, ticket.id)
    query = select(Flag).where(Flag.ticket_id.in_(same), Flag.cleared_at.is_(None)).order_by(Flag.id)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def special_on(session: Session, ticket: Ticket, least: Likeness = Likeness.RECORD) -> Ticket | None:
    """The special case whose lasting mark this ticket's record carries, the oldest; never the ticket itself (G7)."""
    found = like_case(session, ticket.id)
    first = next((case for case in found if case.special and case.likeness >= least), None)
    return ticket_rows.read_by_id(session.connection(), first.ticket_id) if first else None


def special_register(session: Session, limit: int = 500) -> Sequence[tuple[Flag, Ticket]]:
    """特例登记簿: every special case with its mark, newest first (G7)."""
    query = select(Flag, Ticket).join(Ticket, Flag.ticket_id == Ticket.id).where(Flag.special)
    return [(flag, ticket) for flag, ticket in session.execute(query.order_by(Flag.id.desc()).limit(limit))]


def flag_log(session: Session, *, ticket_id: int | None = None, limit: int = 100) -> list[FlagLogLine]:
    """The newest lines of the log, newest first; of one ticket's record where one is named."""
    query = _LINES.order_by(FlagEvent.id.desc()).limit(limit)
    return _read(session, query if ticket_id is None else query.where(FlagEvent.ticket_id == ticket_id))


def unqueued(session: Session, limit: int = 200) -> list[FlagLogLine]:
    """Log lines without a queued event for the data platform, oldest first; locked rows are skipped."""
    query = _LINES.where(FlagEvent.queued_at.is_(None)).order_by(FlagEvent.id).limit(limit)
    return _read(session, query.with_for_update(of=FlagEvent, skip_locked=True))


def has_unqueued(session: Session) -> bool:
    """Whether there is a log line without a queued event for the data platform."""
    return session.scalar(select(FlagEvent.id).where(FlagEvent.queued_at.is_(None)).limit(1)) is not None


def mark_queued(session: Session, ids: Sequence[int], now: datetime) -> None:
    session.execute(update(FlagEvent).where(FlagEvent.id.in_(ids)).values(queued_at=now))


def open_marks(session: Session) -> int:
    """How many records are flagged now, special cases not counted."""
    query = select(Flag.entry_id, Flag.record_index).where(Flag.cleared_at.is_(None), ~Flag.special).distinct()
    return session.scalar(select(func.count()).select_from(query.subquery())) or 0


_LINES = (
    select(FlagEvent, Ticket.number, Ticket.title, Entry.code)
    .join(Ticket, Ticket.id == FlagEvent.ticket_id)
    .outerjoin(Entry, Entry.id == FlagEvent.entry_id)
)


def _read(session: Session, query: object) -> list[FlagLogLine]:
    return [
        FlagLogLine(
            line.id, line.event, number, title, code or "", line.record_index, line.at, line.flagged, line.special
        )
        for line, number, title, code in session.execute(query)  # type: ignore[call-overload]
    ]
