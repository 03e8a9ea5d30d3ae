"""Related tickets: linked ones (关联), and other open ones that question the same record (own rule)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from regulation.states import State
from store.cases import flags
from store.engine.columns import table_of
from store.tables import Ticket

MOST = 5  # tickets on the same record that a card names
_ROW = table_of(Ticket)
_TIED = (
    select(_ROW.c.id, _ROW.c.number)
    .where(or_(_ROW.c.root_id == bindparam("its"), _ROW.c.id == bindparam("root")))
    .order_by(_ROW.c.id)
)
_SAME = (
    select(_ROW.c.number)
    .where(_ROW.c.record_key_index == bindparam("record"), _ROW.c.closed_at.is_(None))
    .where(_ROW.c.entry_id.is_not_distinct_from(bindparam("entry", type_=_ROW.c.entry_id.type)))
    .where(_ROW.c.id != bindparam("its"))
    .order_by(_ROW.c.id)
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class RelatedTickets:
    """Ticket numbers: the first of the same fault, those linked to this one, open ones not linked yet."""

    root: str = ""
    tied: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    special: str = ""  # the special case that the record is registered as (G7)


def related_to(session: Session, ticket: Ticket) -> RelatedTickets:
    """What a ticket is linked to; at the prescreen also what it might be linked to."""
    rows = session.connection().execute(_TIED, {"its": ticket.id, "root": ticket.root_id or 0}).all()
    root = next((row.number for row in rows if row.id == ticket.root_id), "")
    tied = tuple(row.number for row in rows if row.id != ticket.root_id)
    if ticket.state is not State.PRESCREEN or not ticket.record_key_index:
        return RelatedTickets(root, tied)
    special = flags.special_on(session, ticket)
    known = {root, *tied, special.number if special else ""}
    same = [number for number in same_record(session, ticket) if number not in known]
    return RelatedTickets(root, tied, tuple(same), special.number if special else "")


def same_record(session: Session, ticket: Ticket) -> Sequence[str]:
    """Numbers of other open tickets that question the same record of the same data, oldest first."""
    if not ticket.record_key_index:
        return []
    values = {"record": ticket.record_key_index, "entry": ticket.entry_id, "its": ticket.id}
    return session.connection().scalars(_SAME, values).all()


def tied_to(session: Session, ticket: Ticket) -> list[str]:
    """The numbers of the tickets whose root this is."""
    rows = session.scalars(select(Ticket.number).where(Ticket.root_id == ticket.id).order_by(Ticket.id))
    return list(rows)


def numbers_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Ticket numbers by id, for lists."""
    rows = session.execute(select(Ticket.id, Ticket.number).where(Ticket.id.in_(ids))) if ids else ()
    return {row.id: row.number for row in rows}


def ids_of(session: Session, numbers: Collection[str]) -> dict[str, int]:
    """The ids of tickets by their numbers."""
    rows = session.execute(select(Ticket.id, Ticket.number).where(Ticket.number.in_(numbers))) if numbers else ()
    return {row.number: row.id for row in rows}


def of_city_order(session: Session, order: str) -> Ticket | None:
    """The ticket of a city-issued order, by the city's own number (M8)."""
    query = select(Ticket).where(Ticket.city_order == order, Ticket.city_order != "")
    return session.scalars(query.order_by(Ticket.id)).first()
