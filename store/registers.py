"""Lists of tickets: what somebody filed, what waits for them, what they may see at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from regulation.case import Actor
from regulation.states import Role, State
from store.columns import table_of
from store.numbers import read_number
from store.prepared import Prepared, among
from store.tables import HistoryLine, Person, Ticket

CENTRE_STATES = (
    State.PRESCREEN, State.LAPSED, State.CHECKING, State.PLATFORM_REPAIR, State.TRANSFERRING, State.RULING,
    State.NOTIFYING, State.CITY,
)  # fmt: skip
DEPARTMENT_STATES = (State.DISPATCHED, State.VERIFYING, State.REPAIRING)
PROPOSER_STATES = (State.SUPPLEMENTING, State.COOPERATING, State.CONSENTING, State.CONFIRMING)
_PEOPLE = table_of(Person)
_NAMES = Prepared(lambda dialect: select(_PEOPLE.c.id, _PEOPLE.c.name).where(among(_PEOPLE.c.id, "ids", dialect)))
_NEVER = datetime.max.replace(tzinfo=UTC)


def of_proposer(session: Session, person_id: int, *, open_only: bool = False, limit: int = 50) -> Sequence[Ticket]:
    """What somebody filed, newest first."""
    query = select(Ticket).where(Ticket.proposer_id == person_id)
    if open_only:
        query = query.where(Ticket.closed_at.is_(None))
    return session.scalars(query.order_by(Ticket.id.desc()).limit(limit)).all()


def open_for(session: Session, actor: Actor, *, limit: int = 200) -> list[Ticket]:
    """What waits for this person to act, most urgent first: running clocks by their due instant, then by age."""
    query = select(Ticket).where(Ticket.closed_at.is_(None), or_(*_waits_for(actor))).order_by(Ticket.id).limit(limit)
    return sorted(session.scalars(query), key=lambda ticket: (due_at(ticket), ticket.id))


def due_at(ticket: Ticket) -> datetime:
    """The earliest instant at which a running clock of the ticket is missed; the end of time where none runs."""
    return min((clock.due_at for clock in ticket.clocks if clock.stopped_at is None), default=_NEVER)


def _waits_for(actor: Actor) -> list[ColumnElement[bool]]:
    mine = [and_(Ticket.proposer_id == actor.person_id, Ticket.state.in_(PROPOSER_STATES))]
    mine.append(and_(Ticket.handler_id == actor.person_id, Ticket.state.in_(DEPARTMENT_STATES)))
    if Role.OFFICER in actor.roles:
        mine.append(and_(Ticket.department_id == actor.department_id, Ticket.state.in_(DEPARTMENT_STATES)))
    if actor.roles & {Role.OPERATOR, Role.DIRECTOR}:
        mine.append(or_(Ticket.state.in_(CENTRE_STATES), Ticket.pending != "", Ticket.joint == "requested"))
    return mine


def may_see(actor: Actor) -> ColumnElement[bool]:
    """Which tickets somebody has a part in (M4, M9); the centre and the supervising office see all."""
    if actor.roles & {Role.OPERATOR, Role.DIRECTOR, Role.SUPERVISOR}:
        return true()
    part = [Ticket.proposer_id == actor.person_id, Ticket.handler_id == actor.person_id]
    if actor.roles & {Role.OFFICER, Role.LEADER}:
        touched = select(HistoryLine.ticket_id).where(HistoryLine.department_id == actor.department_id)
        part += [Ticket.department_id == actor.department_id, Ticket.id.in_(touched)]
    return or_(*part)


def search(session: Session, actor: Actor, words: str, *, limit: int = 20) -> Sequence[Ticket]:
    """Tickets this person has a part in, by number or by words of the title, newest first."""
    number = read_number(words)
    wanted = words.strip().lower()
    if not wanted:
        return []
    fits = Ticket.number == number if number else func.lower(Ticket.title).contains(wanted, autoescape=True)
    query = select(Ticket).where(may_see(actor), or_(fits, Ticket.number.contains(wanted.upper(), autoescape=True)))
    return session.scalars(query.order_by(Ticket.id.desc()).limit(limit)).all()


def people_of(session: Session, ids: set[int]) -> dict[int, str]:
    """Names by id, for showing who acted."""
    rows = _NAMES.rows(session.connection(), {"ids": list(ids)}) if ids else ()
    return {row["id"]: row["name"] for row in rows}
