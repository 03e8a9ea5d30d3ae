"""Visibility of tickets for an actor, as sets of ids that indexes answer, whatever the number of tickets (M4, M9)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, select, text, true, union_all
from sqlalchemy.orm import Session

from regulation.case import Actor
from regulation.states import Role
from store.tables import HistoryLine, Ticket, TicketClock
from store.tables.cases import REACHED

ALL = frozenset({Role.OPERATOR, Role.DIRECTOR, Role.SUPERVISOR, Role.AUDITOR})
_JOINT = text("clocks.kind = '协同办理'")  # literal, as its index says it


def visible(session: Session, actor: Actor) -> ColumnElement[bool]:
    """Which tickets somebody has a part in; the centre, the supervising office and auditors see all."""
    if actor.roles & ALL:
        return true()
    return Ticket.id.in_(union_all(*_parts(session, actor)))


def readable(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The visible tickets whose filing somebody may read; others are visible to them as counts only."""
    if actor.roles & {Role.OPERATOR, Role.DIRECTOR, Role.AUDITOR}:
        return true()
    parts = [*_own(actor), *_joint(session, actor)]
    if Role.OFFICER in actor.roles:
        parts.append(held_by(*actor.departments))
    return Ticket.id.in_(union_all(*parts))


def reached(*department_ids: int | None) -> Select[int]:
    """Tickets that ever reached one of the departments."""
    return select(HistoryLine.ticket_id).where(REACHED, HistoryLine.department_id.in_(department_ids))


def held_by(*department_ids: int | None) -> Select[int]:
    """Tickets that are with one of the departments, or ended there."""
    return select(Ticket.id).where(Ticket.id.in_(reached(*department_ids)), Ticket.department_id.in_(department_ids))


def _parts(session: Session, actor: Actor) -> Iterator[Select[int]]:
    yield from _own(actor)
    yield from _joint(session, actor)
    if actor.roles & {Role.OFFICER, Role.LEADER}:
        yield reached(*actor.departments)


def _own(actor: Actor) -> Iterator[Select[int]]:
    selves = {actor.person_id, actor.acting_for} - {0}
    yield select(Ticket.id).where(Ticket.proposer_id.in_(selves))
    yield select(Ticket.id).where(Ticket.handler_id.in_(selves), Ticket.closed_at.is_(None))
    yield select(Ticket.id).where(Ticket.handler_id.in_(selves), Ticket.closed_at.is_not(None))


def _joint(session: Session, actor: Actor) -> Iterator[Select[int]]:
    """Those of an approved joint handling in which the department still is: what was dissolved is not shown."""
    if Role.OFFICER not in actor.roles or actor.department_id is None:
        return
    query = select(Ticket.id, Ticket.related_ids).join(TicketClock, TicketClock.ticket_id == Ticket.id)
    query = query.where(_JOINT, TicketClock.department_id.in_(actor.departments), Ticket.joint == "approved")
    ids = {row[0] for row in session.execute(query) if actor.departments & set(row[1])}
    if ids:
        yield select(Ticket.id).where(Ticket.id.in_(ids))
