"""我的待办: open tasks of a person, ordered by the limit that ends first, tasks without a limit last (M14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, func, nulls_last, or_, select, union_all
from sqlalchemy.orm import Session

from regulation.case import Actor
from regulation.state_groups import WITH_DEPARTMENT, WITH_PROPOSER
from regulation.states import ClockKind, Party, Role, State, Track
from store.lists import centre_tasks
from store.lists.overdue_limits import held_open
from store.tables import Person, Ticket, TicketClock

MOST = 2000
NEVER = int(datetime.max.replace(tzinfo=UTC).timestamp())
CENTRE = {Role.OPERATOR, Role.DIRECTOR}
DECIDING = {*CENTRE, Role.SUPERVISOR}
NOT_THEIRS = (ClockKind.JUDGE, ClockKind.CITY_FOLLOW_UP)  # no limit of a department's or proposer's
_RUNNING = TicketClock.stopped_at.is_(None)


@dataclass(frozen=True, slots=True)
class Task:
    """One ticket and the end of its limit; None without a running limit."""

    ticket_id: int
    due_at: datetime | None
    city: bool
    late_at: datetime | None = None  # the same without a limit that is held open until its extension is decided

    @property
    def key(self) -> tuple[int, int, int]:
        """Sort key: most overdue first, then due soonest, without limit last; city orders after ours."""
        return (int(self.due_at.timestamp()) if self.due_at else NEVER, int(self.city), self.ticket_id)


def waiting(session: Session, actor: Actor, limit: int = MOST) -> list[Task]:
    """The tasks of one person in the order of their keys, at most `limit`; the first are never left out."""
    found = {task.ticket_id: task for task in _joint(session, actor, limit)}
    found |= {task.ticket_id: task for task in _own(session, actor, limit)}
    return sorted(found.values(), key=lambda task: task.key)[:limit]


def tasks_query(actor: Actor, limit: int) -> Select[int, datetime | None, Track, datetime | None]:
    """What `waiting` asks for the actor's own part; each way to have one is answered by an index of its own."""
    ways = union_all(
        *(select(Ticket.id).where(Ticket.closed_at.is_(None), way) for way in _ways(actor)),
        *([select(Ticket.id).where(centre_tasks.left_over())] if actor.roles & CENTRE else []),
    )
    others = () if actor.roles & DECIDING else NOT_THEIRS
    own = (
        select(func.min(TicketClock.due_at))
        .where(TicketClock.ticket_id == Ticket.id, _RUNNING, TicketClock.party != Party.RELATED)
        .where(TicketClock.kind.not_in(others))
    )
    due, unheld = own.scalar_subquery().label("due"), own.where(~held_open()).scalar_subquery()
    query = select(Ticket.id, due, Ticket.track, unheld).where(Ticket.id.in_(ways))
    return query.order_by(nulls_last(due), Ticket.id).limit(limit)


def _own(session: Session, actor: Actor, limit: int) -> list[Task]:
    rows = session.execute(tasks_query(actor, limit))
    return [Task(row[0], row[1], row[2] is Track.CITY_ISSUED, row[3]) for row in rows]


def _joint(session: Session, actor: Actor, limit: int) -> list[Task]:
    """The parts of joint handling that the actor's department still owes (M12), by their own limit."""
    if Role.OFFICER not in actor.roles:
        return []
    query = select(TicketClock.ticket_id, TicketClock.due_at).where(
        TicketClock.kind == ClockKind.JOINT, TicketClock.department_id.in_(actor.departments), _RUNNING
    )
    rows = session.execute(query.order_by(TicketClock.due_at, TicketClock.id).limit(limit))
    return [Task(row[0], row[1], city=False, late_at=row[1]) for row in rows]


def _ways(actor: Actor) -> list[ColumnElement[bool]]:
    selves = {actor.person_id, actor.acting_for} - {0}
    ways = [
        and_(
            Ticket.proposer_id.in_(selves),
            or_(
                Ticket.state.in_(WITH_PROPOSER),
                and_(Ticket.state == State.NOTIFYING, Ticket.to_tell != ""),  # the result is sent: it asks to confirm
                Ticket.asked_to_cooperate,
            ),
        ),
        and_(Ticket.handler_id.in_(selves), Ticket.state.in_(WITH_DEPARTMENT)),
    ]
    if Role.OFFICER in actor.roles:
        ways.append(and_(Ticket.department_id.in_(actor.departments), Ticket.state.in_(WITH_DEPARTMENT)))
    if actor.roles & CENTRE:
        ways += centre_tasks.open_tasks(selves)
    if Role.SUPERVISOR in actor.roles:  # nobody approves what they asked for: a director's request goes further up
        directors = select(Person.id).where(Person.roles.contains("director"))
        ways.append(
            and_(Ticket.state.in_(centre_tasks.DECIDED_IN), Ticket.pending != "", Ticket.pending_by.in_(directors))
        )
    return ways
