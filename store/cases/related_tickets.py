"""Related tickets: linked ones (关联), and other open ones that question the same record (own rule)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from regulation.states import State
from store.engine.columns import table_of
from store.recognition.alike import Likeness, like_case
from store.tables import Ticket

_ROW = table_of(Ticket)
_TIED = (
    select(_ROW.c.id, _ROW.c.number)
    .where(or_(_ROW.c.root_id == bindparam("its"), _ROW.c.id == bindparam("root")))
    .order_by(_ROW.c.id)
)


@dataclass(frozen=True, slots=True)
class RelatedTickets:
    """Ticket numbers: the first of the same fault, those linked to this one, open ones not linked yet."""

    root: str = ""
    tied: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    special: str = ""  # the special case that the record is registered as (G7)
    akin: tuple[str, ...] = ()  # open ones on the same subject: another field of the record, or other data


def related_to(session: Session, ticket: Ticket) -> RelatedTickets:
    """What a ticket is linked to; at the prescreen also what it might be linked to."""
    rows = session.connection().execute(_TIED, {"its": ticket.id, "root": ticket.root_id or 0}).all()
    root = next((row.number for row in rows if row.id == ticket.root_id), "")
    tied = tuple(row.number for row in rows if row.id != ticket.root_id)
    if ticket.state is not State.PRESCREEN:
        return RelatedTickets(root, tied)
    found = like_case(session, ticket.id)
    special = next((case.number for case in found if case.special and case.likeness >= Likeness.RECORD), "")
    left = [case for case in found if case.open and case.number not in {root, *tied, special}]
    same = tuple(case.number for case in left if case.likeness >= Likeness.PERHAPS)
    akin = tuple(case.number for case in left if case.likeness < Likeness.PERHAPS)
    return RelatedTickets(root, tied, same, special, akin)


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
