"""标注: data stays flagged while one case's flag on it is not cleared, however many cases question it (P9)."""

from __future__ import annotations

from sqlalchemy import Update, or_, select, update
from sqlalchemy.orm import Session

from regulation.decision import Decision
from regulation.states import Outcome
from store.tables import Flag, Ticket


def follow(session: Session, ticket: Ticket, decision: Decision) -> None:
    """Set or clear the ticket's own flag as the decision says; a special case keeps its mark for good (G7)."""
    if decision.flag == "set":
        session.add(
            Flag(
                ticket_id=ticket.id,
                entry_id=ticket.entry_id,
                record_index=ticket.record_key_index,
                set_at=decision.at,
                cleared_at=None,
            )
        )
        session.flush()
    elif decision.flag == "clear":
        session.execute(_own(ticket).values(cleared_at=decision.at))
    if ticket.outcome is Outcome.SPECIAL:
        session.execute(_own(ticket).values(special=True))


def _own(ticket: Ticket) -> Update:
    return update(Flag).where(Flag.ticket_id == ticket.id, Flag.cleared_at.is_(None))


def flags_on(session: Session, *, entry_id: int | None = None, record_index: str = "") -> list[Flag]:
    """The flags that an entry or a record carries now."""
    same = [Flag.entry_id == entry_id] if entry_id is not None else []
    same += [Flag.record_index == record_index] if record_index else []
    if not same:
        return []
    return list(session.scalars(select(Flag).where(or_(*same), Flag.cleared_at.is_(None)).order_by(Flag.id)))


def is_flagged(session: Session, ticket: Ticket) -> bool:
    """Whether the data this ticket questions is flagged, by this case or another."""
    return bool(flags_on(session, entry_id=ticket.entry_id, record_index=ticket.record_key_index))
