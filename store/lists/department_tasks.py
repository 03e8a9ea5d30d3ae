"""Open tasks of the departments, and who was told of them, for the handover after a change of people (M7)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, cast, func, select
from sqlalchemy.orm import Session

from regulation import ladder
from regulation.state_groups import WITH_DEPARTMENT
from regulation.states import Party, State
from store.cases.receipt import taken_by
from store.engine.columns import table_of
from store.lists.overdue_limits import held_open
from store.people.duty_roster import Roster
from store.tables import HistoryLine, OutboxRow, Person, Ticket, TicketClock
from store.upkeep import run_claims

LOST = ("dead", "superseded")
HANDOVER = "handover"  # the job, and its note of the duties it has seen
_TICKET_ID = table_of(Ticket).c.id


class OpenTask(NamedTuple):
    """One open task of a department; `due_on` is None without a running limit."""

    id: int
    number: str
    state: State
    department_id: int | None
    handler_id: int | None  # None also where the colleague has left
    taken_by: int | None
    due_on: date | None
    provisional: bool = False  # 暂定: beyond the last holiday notice
    held: bool = False  # its extension awaits a decision: not overdue until then (own rule)


def open_tasks(session: Session) -> list[OpenTask]:
    """Every open task of the departments, by the limit that ends first."""
    own = (TicketClock.ticket_id == Ticket.id, TicketClock.stopped_at.is_(None), TicketClock.party == Party.DEPARTMENT)
    due = select(func.min(TicketClock.due_on)).where(*own).scalar_subquery().label("due")
    unsure = select(func.min(cast(TicketClock.provisional, Integer))).where(*own).scalar_subquery()
    held = select(TicketClock.id).where(*own, held_open()).exists()
    task = (Ticket.id, Ticket.number, Ticket.state, Ticket.department_id, Person.id, taken_by(_TICKET_ID), due)
    rows: Sequence[Any] = session.execute(
        select(*task, unsure, held)
        .outerjoin(Person, and_(Person.id == Ticket.handler_id, Person.active))
        .where(Ticket.closed_at.is_(None), Ticket.state.in_(WITH_DEPARTMENT))
        .order_by(due, Ticket.id)
    ).all()
    return [OpenTask._make((*row[:-2], bool(row[-2]), bool(row[-1]))) for row in rows]


def responsible(task: OpenTask, duty: Roster) -> list[int]:
    """The colleague it was dispatched to, else the officer who took it, else the first there is (M7)."""
    handler = task.handler_id if task.handler_id is not None and duty.reaches(task.handler_id) else None
    return ladder.first(ladder.ladder(duty.of(task.department_id), task.taken_by, handler))


def ask_for_handover(session: Session, why: str) -> None:
    """Have the next handover look at every open task: somebody left who has no standing duty (M7)."""
    if run_claims.note(session, HANDOVER):
        run_claims.write_note(session, HANDOVER, f"left:{why}")


def already_told(session: Session, tickets: Collection[int], person_id: int) -> set[int]:
    """Those of these tickets of which somebody was sent something, or on which they have acted."""
    sent = select(OutboxRow.ticket_id).where(
        OutboxRow.ticket_id.in_(tickets), OutboxRow.person_id == person_id, OutboxRow.state.not_in(LOST)
    )
    acted = select(HistoryLine.ticket_id).where(HistoryLine.ticket_id.in_(tickets), HistoryLine.actor_id == person_id)
    return {found for found in (*session.scalars(sent), *session.scalars(acted)) if found is not None}
