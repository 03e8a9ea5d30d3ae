"""What waits for the centre, whether or not a limit runs: lapses, untold notices, applications, checks (M5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from regulation.states import ClockKind, State, Track
from store.tables import HistoryLine, Ticket, TicketClock


class Waiting(StrEnum):
    """Why a ticket is on the centre's daily list; the most pressing first."""

    UNTOLD = "未送达"
    LAPSED = "待认定"
    PENDING = "待批准"
    UNCOOPERATIVE = "未配合"
    CENTRE_CONFIRMING = "待确认"
    CITY = "待跟进"
    FLAG = "待核查"


@dataclass(frozen=True, slots=True)
class CentreItem:
    """One ticket and why it waits; `due_on` is the earliest limit that runs, None without one."""

    number: str
    why: Waiting
    state: State
    due_on: date | None


def find(session: Session, before: datetime, today: date) -> list[CentreItem]:
    """Every ticket that waits for the centre; what was written after `before` may still be on its way."""
    due = (
        select(func.min(TicketClock.due_on))
        .where(TicketClock.ticket_id == Ticket.id, TicketClock.stopped_at.is_(None))
        .scalar_subquery()
    )
    found = []
    for why, condition in _conditions(before, today).items():
        rows = session.execute(select(Ticket.number, Ticket.state, due).where(condition).order_by(Ticket.id))
        found += [CentreItem(number, why, state, due_on) for number, state, due_on in rows]
    return found


def _conditions(before: datetime, today: date) -> dict[Waiting, ColumnElement[bool]]:
    open_ = Ticket.closed_at.is_(None)
    recent = select(HistoryLine.id).where(
        HistoryLine.ticket_id == Ticket.id, cast(HistoryLine.action, Text) == Ticket.to_tell, HistoryLine.at > before
    )
    follow_up = select(TicketClock.id).where(
        TicketClock.ticket_id == Ticket.id,
        TicketClock.kind == ClockKind.CITY_FOLLOW_UP,
        TicketClock.stopped_at.is_(None),
        TicketClock.due_on <= today,
    )
    applications = or_(Ticket.pending != "", and_(open_, or_(Ticket.joint == "requested", Ticket.special_pending)))
    silent = or_(Ticket.asked_to_cooperate, Ticket.special_lapses > 0)
    working = Ticket.state.in_((State.VERIFYING, State.REPAIRING))
    return {
        Waiting.UNTOLD: and_(Ticket.to_tell != "", Ticket.track == Track.DISTRICT, ~recent.exists()),
        Waiting.LAPSED: and_(open_, Ticket.state == State.LAPSED),
        Waiting.PENDING: applications,
        Waiting.UNCOOPERATIVE: and_(open_, working, silent),
        Waiting.CENTRE_CONFIRMING: and_(open_, Ticket.state == State.CENTRE_CONFIRMING),
        Waiting.CITY: and_(open_, Ticket.state == State.CITY, follow_up.exists()),
        Waiting.FLAG: Ticket.flag_unconfirmed.is_(True),
    }
