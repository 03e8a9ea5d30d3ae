"""What waits for the centre, said once: in its 我的待办, and by reason in its daily list, limit or not (M5, M14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Integer, Text, and_, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from regulation.act_groups import TO_DEPARTMENT
from regulation.state_groups import HELD_OPEN, JUDGED, LEADING, WITH_CENTRE, WITH_PROPOSER
from regulation.states import Action, ClockKind, Outcome, State, Track
from store.tables import HistoryLine, Ticket, TicketClock

DECIDED_IN = tuple(state for state in {*JUDGED, *HELD_OPEN} if state is not State.CLOSED)
_OPEN, _ENDED = Ticket.closed_at.is_(None), Ticket.closed_at.is_not(None)
_UNTOLD = Ticket.to_tell != ""
_EXTENDING = Ticket.pending != ""
_JOINING = Ticket.joint == "requested"
_UNCONFIRMED = Ticket.flag_unconfirmed.is_(True)
# Their time has passed, and the department goes on without them: the centre may end the case (own rule).
_SILENT = and_(Ticket.state.in_(LEADING), or_(Ticket.asked_to_cooperate, Ticket.special_lapses > 0))
# A reply marked 答复不明确 that the centre may still return: before the result was sent (P6, own rule).
_RETURNED_FROM = (State.REPAIRING, State.NOTIFYING, State.COOPERATING, State.CONSENTING)
_MARKED = and_(Ticket.indefinite, Ticket.state.in_(_RETURNED_FROM), Ticket.to_tell != Action.NOTIFY)


class Waiting(StrEnum):
    """Why a ticket is on the centre's daily list; the most pressing first."""

    UNTOLD = "未送达"
    LAPSED = "待认定"
    PENDING = "待批准"
    INDEFINITE = "待核对"
    UNREACHED = "待致电"
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
    provisional: bool = False  # 暂定: beyond the last holiday notice


def open_tasks(selves: Collection[int]) -> list[ColumnElement[bool]]:
    """The open tickets on which somebody of the centre can act; nobody decides on their own request."""
    asked = and_(or_(_EXTENDING, Ticket.special_pending), Ticket.pending_by.not_in(selves))
    return [
        Ticket.state.in_(WITH_CENTRE),
        and_(Ticket.state.in_(DECIDED_IN), or_(asked, _JOINING)),
        # no account, so that the centre speaks for them; or still to be told
        and_(Ticket.state.in_(WITH_PROPOSER), or_(Ticket.on_behalf, _UNTOLD)),
        _SILENT,
    ]


def left_over() -> ColumnElement[bool]:
    """What is left to do when a case has ended: tell the proposer, check the flag, decide (own rule)."""
    ended = and_(_ENDED, Ticket.outcome.in_(tuple(Outcome)))
    return and_(ended, or_(_UNTOLD, _UNCONFIRMED, _EXTENDING))


def find(
    session: Session, before: datetime, today: date, returnable: datetime, staffed: Collection[int]
) -> list[CentreItem]:
    """Every ticket that waits for the centre; what was written after `before` may still be on its way.

    A reply marked 答复不明确 can be returned if it was given since `returnable`; `staffed` are the departments in which
    somebody can be reached by message.
    """
    running = (TicketClock.ticket_id == Ticket.id, TicketClock.stopped_at.is_(None))
    due = select(func.min(TicketClock.due_on)).where(*running).scalar_subquery()
    unsure = select(func.min(cast(TicketClock.provisional, Integer))).where(*running).scalar_subquery()
    found = []
    conditions = _conditions(before, today, returnable) | {Waiting.UNREACHED: _not_called(staffed)}
    for why in Waiting:
        query = select(Ticket.number, Ticket.state, due, unsure).where(conditions[why]).order_by(Ticket.id)
        found += [CentreItem(row[0], why, row[1], row[2], bool(row[3])) for row in session.execute(query)]
    return found


def _not_called(staffed: Collection[int]) -> ColumnElement[bool]:
    """With a department that no message reaches, and that nobody has telephoned since it came there (M7, own rule)."""
    came, call = aliased(HistoryLine), aliased(HistoryLine)
    last = select(func.max(came.seq)).where(came.ticket_id == Ticket.id, came.action.in_(TO_DEPARTMENT))
    called = select(call.id).where(
        call.ticket_id == Ticket.id,
        call.action == Action.CALL_DEPARTMENT,
        call.seq > last.correlate(Ticket).scalar_subquery(),
    )
    return and_(Ticket.state == State.DISPATCHED, Ticket.department_id.not_in(staffed), ~called.exists())


def _conditions(before: datetime, today: date, returnable: datetime) -> dict[Waiting, ColumnElement[bool]]:
    recent = select(HistoryLine.id).where(
        HistoryLine.ticket_id == Ticket.id, cast(HistoryLine.action, Text) == Ticket.to_tell, HistoryLine.at > before
    )
    follow_up = select(TicketClock.id).where(
        TicketClock.ticket_id == Ticket.id,
        TicketClock.kind == ClockKind.CITY_FOLLOW_UP,
        TicketClock.stopped_at.is_(None),
        TicketClock.due_on <= today,
    )
    return {
        Waiting.UNTOLD: and_(_UNTOLD, Ticket.track == Track.DISTRICT, ~recent.exists()),
        Waiting.LAPSED: and_(_OPEN, Ticket.state == State.LAPSED),
        Waiting.PENDING: or_(_EXTENDING, and_(_OPEN, or_(_JOINING, Ticket.special_pending))),
        Waiting.INDEFINITE: and_(_MARKED, Ticket.replied_at >= returnable),
        Waiting.UNCOOPERATIVE: and_(_OPEN, _SILENT),
        Waiting.CENTRE_CONFIRMING: and_(_OPEN, Ticket.state == State.CENTRE_CONFIRMING),
        Waiting.CITY: and_(_OPEN, Ticket.state == State.CITY, follow_up.exists()),
        Waiting.FLAG: _UNCONFIRMED,
    }
