"""A deadline is a column a sweep reads: what it costs follows what is due, not what is open (habit 17)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from regulation.states import ClockKind, Party, State
from store.alone import Work, alone
from store.tables import ReminderRow, Ticket, TicketClock

_CLOCK, _TICKET, _REMINDER = (cast(Table, each.__table__) for each in (TicketClock, Ticket, ReminderRow))
ANSWERED = "answered"  # in `reminders.dedupe`: the limit was met before anybody could be reminded of it


@dataclass(frozen=True, slots=True)
class Look:
    """A running limit whose time to be looked at has come, with what decides who is concerned."""

    id: int
    kind: ClockKind
    started_at: datetime
    due_on: date
    due_at: datetime
    provisional: bool
    party: Party
    department_id: int | None  # of the clock: a related department's in joint handling
    ticket_id: int
    number: str
    state: State
    holder_id: int | None  # the department that has the ticket
    handler_id: int | None
    proposer_id: int
    on_behalf: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder for one person, and how its limit stands now."""

    id: int
    person_id: int
    name: str
    reminded_of: date
    clock_id: int
    kind: ClockKind
    due_on: date
    due_at: datetime
    provisional: bool
    stopped: bool
    number: str
    state: State

    @property
    def holds(self) -> bool:
        """Whether there is still something to say: the limit runs, and ends on the day it was about."""
        return not self.stopped and self.due_on == self.reminded_of


_LOOK = (
    select(
        _CLOCK.c.id, _CLOCK.c.kind, _CLOCK.c.started_at, _CLOCK.c.due_on, _CLOCK.c.due_at, _CLOCK.c.provisional,
        _CLOCK.c.party, _CLOCK.c.department_id, _TICKET.c.id.label("ticket_id"), _TICKET.c.number, _TICKET.c.state,
        _TICKET.c.department_id.label("holder_id"), _TICKET.c.handler_id, _TICKET.c.proposer_id, _TICKET.c.on_behalf,
    )
    .join(_TICKET, _TICKET.c.id == _CLOCK.c.ticket_id)
    .where(_CLOCK.c.stopped_at.is_(None), _CLOCK.c.remind_at <= bindparam("now"))
    .order_by(_CLOCK.c.remind_at, _CLOCK.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_CLOCK)
)  # fmt: skip
_FIRST = select(_CLOCK.c.remind_at).where(_CLOCK.c.stopped_at.is_(None), _CLOCK.c.remind_at.is_not(None)).order_by(
    _CLOCK.c.remind_at
).limit(1)  # fmt: skip
_RUNG = (
    select(
        _REMINDER.c.id, _REMINDER.c.person_id, _REMINDER.c.rung.label("name"), _REMINDER.c.due_on.label("reminded_of"),
        _CLOCK.c.id.label("clock_id"), _CLOCK.c.kind, _CLOCK.c.due_on, _CLOCK.c.due_at, _CLOCK.c.provisional,
        _CLOCK.c.stopped_at.is_not(None).label("stopped"), _TICKET.c.number, _TICKET.c.state,
    )
    .join(_CLOCK, _CLOCK.c.id == _REMINDER.c.clock_id)
    .join(_TICKET, _TICKET.c.id == _CLOCK.c.ticket_id)
    .order_by(_REMINDER.c.id)
)  # fmt: skip
_LATER = update(_CLOCK).where(_CLOCK.c.id == bindparam("clock"), _CLOCK.c.stopped_at.is_(None)).values(
    remind_at=bindparam("later")
)  # fmt: skip


def first_look(session: Session) -> datetime | None:
    """When the next limit must be looked at; None where none runs."""
    return session.scalar(_FIRST)


def looks(session: Session, now: datetime, limit: int) -> list[Look]:
    """Limits to be looked at now, the longest waiting first; theirs alone who asked, until the transaction ends.

    None while another machine is looking.
    """
    if not alone(session, Work.LOOKING):
        return []
    rows: Sequence[Any] = session.execute(_LOOK, {"now": now, "most": limit}).all()
    return [Look(*row) for row in rows]


def look_again(session: Session, later: Mapping[int, datetime | None]) -> None:
    """When each of these clocks is to be looked at next; None: there is nothing more to say about it."""
    if later:
        session.execute(_LATER, [{"clock": clock, "later": at} for clock, at in later.items()])


def note_rungs(session: Session, rows: Iterable[tuple[int, str, date, int]], now: datetime) -> int:
    """(clock, rung, due day, person) to be said; returns how many were not said or noted before."""
    names = ("clock_id", "rung", "due_on", "person_id")
    values = [dict(zip(names, row, strict=True)) | {"found_at": now, "dedupe": ""} for row in rows]
    if not values:
        return 0
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    fresh = make(_REMINDER).on_conflict_do_nothing().returning(_REMINDER.c.id)
    return len(session.execute(fresh, values).all())


def unsaid(session: Session, people: int, *, lock: bool = False) -> list[Rung]:
    """What has been noted for the first so many people and not been said yet.

    With `lock` it is theirs alone who asked, to say it: nothing while another machine is saying.
    """
    if lock and not alone(session, Work.SAYING):
        return []
    waiting = _REMINDER.c.dedupe == ""
    first = select(_REMINDER.c.person_id).where(waiting).group_by(_REMINDER.c.person_id)
    ids = session.scalars(first.order_by(_REMINDER.c.person_id).limit(people)).all()
    if not ids:
        return []
    mine = _RUNG.where(waiting, _REMINDER.c.person_id.in_(ids))
    if lock:
        mine = mine.with_for_update(skip_locked=True, of=_REMINDER)
    return [Rung(*row) for row in session.execute(mine)]


def say(session: Session, ids: Sequence[int], dedupe: str) -> None:
    """These are carried by the message of this name, or ANSWERED."""
    session.execute(update(_REMINDER).where(_REMINDER.c.id.in_(ids)).values(dedupe=dedupe))


def carried_by(session: Session, dedupe: str) -> list[Rung]:
    """What a message says, as it stands now."""
    return [Rung(*row) for row in session.execute(_RUNG.where(_REMINDER.c.dedupe == dedupe))]
