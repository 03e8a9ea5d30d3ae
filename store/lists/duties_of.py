"""What somebody holds in office: cases taken or dispatched to them, drafts on duty, absent colleagues (M7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import literal, or_, select, update
from sqlalchemy.orm import Session

from regulation.state_groups import WITH_DEPARTMENT
from store.cases.receipt import taken_by
from store.engine.columns import table_of
from store.people.merged_departments import present_department
from store.tables import Draft, Person, StandIn, Ticket

CENTRE_FORMS = ("on-behalf", "city-order")  # what the centre enters for others; other drafts belong to a ticket
_ALIVE = ("active", "parked")
_TICKET_ID = table_of(Ticket).c.id


def members(session: Session, department_id: int) -> Sequence[Person]:
    """Everybody of a department, those who left or are inactive too."""
    there = present_department(literal(department_id))
    return session.scalars(select(Person).where(Person.department_id == there).order_by(Person.id)).all()


def cases(session: Session, person_id: int) -> Sequence[str]:
    """Numbers of the open cases of a department that were dispatched to somebody, or else taken by them."""
    own = or_(Ticket.handler_id == person_id, Ticket.handler_id.is_(None) & (taken_by(_TICKET_ID) == person_id))
    held = (Ticket.closed_at.is_(None), Ticket.state.in_(WITH_DEPARTMENT), own)
    return session.scalars(select(Ticket.number).where(*held).order_by(Ticket.id)).all()


def drafts(session: Session, person_id: int) -> Sequence[int]:
    """Drafts that serve an office: never what somebody was about to file, or to answer as the proposer."""
    others = select(Ticket.id).where(Ticket.proposer_id != person_id)
    serving = or_(Draft.form.in_(CENTRE_FORMS), Draft.ticket_id.in_(others))
    mine = (Draft.person_id == person_id, Draft.state.in_(_ALIVE), serving)
    return session.scalars(select(Draft.id).where(*mine).order_by(Draft.id)).all()


def give_drafts(session: Session, ids: Sequence[int], to: int) -> None:
    """Parked with whoever goes on; their rights are checked when they submit."""
    change = update(Draft).where(Draft.id.in_(ids))
    values = {"person_id": to, "state": "parked", "version": Draft.version + 1}
    session.execute(change.values(values).execution_options(synchronize_session=False))


def stands_in(session: Session, person_id: int, on: date) -> Sequence[StandIn]:
    """Running and coming stand-ins that somebody does for others."""
    lasting = (StandIn.deputy_id == person_id, StandIn.to_on >= on, StandIn.ended_at.is_(None))
    return session.scalars(select(StandIn).where(*lasting).order_by(StandIn.id)).all()
