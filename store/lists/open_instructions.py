"""Instructions (批示) of leaders on cases that have not moved since, for the daily digest (M7, M15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from regulation.states import Action, Party, Role, State
from store.tables import Department, HistoryLine, StepText, Ticket

_AUTHORS = (Role.LEADER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class OpenInstruction:
    """The newest instruction on one case, by where the case is; none of its words."""

    number: str
    state: State
    party: Party
    department_id: int | None
    department: str
    at: datetime


def pending(session: Session) -> Sequence[OpenInstruction]:
    """Every open case with an instruction after which its state has not changed, the oldest first."""
    later = aliased(HistoryLine)
    moved = select(later.id).where(
        later.ticket_id == HistoryLine.ticket_id,
        later.seq > HistoryLine.seq,
        later.state_from != later.state_to,
    )
    written = select(StepText.id).where(
        StepText.ticket_id == HistoryLine.ticket_id, StepText.seq == HistoryLine.seq, StepText.field == "note"
    )
    newest = func.max(HistoryLine.at)
    rows = session.execute(
        select(
            Ticket.number, Ticket.state, Ticket.party, Ticket.department_id, func.coalesce(Department.name, ""), newest
        )
        .join(Ticket, Ticket.id == HistoryLine.ticket_id)
        .outerjoin(Department, Department.id == Ticket.department_id)
        .where(Ticket.closed_at.is_(None), HistoryLine.action == Action.URGE, HistoryLine.role.in_(_AUTHORS))
        .where(written.exists(), ~moved.exists())
        .group_by(Ticket.number, Ticket.state, Ticket.party, Ticket.department_id, Department.name)
        .order_by(newest, Ticket.number)
    )
    return [OpenInstruction(*row) for row in rows]
