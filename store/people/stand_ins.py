"""设置代理: stand-ins by person and day; the history records who acted for whom (M7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlalchemy.orm import Session

from store.engine import at_commit
from store.people.profiles import THESE, people
from store.record import record_sealing, row_entries
from store.tables import Person, StandIn


def set_stand_in(
    session: Session, person_id: int, deputy_id: int, *, from_on: date, to_on: date, now: datetime
) -> StandIn:
    """Name a deputy from the first to the last day, both included; ends what was set before.

    Raises ValueError where somebody would stand in for themselves or the days are the wrong way round.
    """
    if person_id == deputy_id:
        raise ValueError("nobody stands in for themselves")
    if to_on < from_on:
        raise ValueError("the last day lies before the first")
    end_stand_in(session, person_id, now)
    row = StandIn(person_id=person_id, deputy_id=deputy_id, from_on=from_on, to_on=to_on, created_at=now)
    session.add(row)
    session.flush()
    _seal(session, [row], now)
    return row


def end_stand_in(session: Session, person_id: int, now: datetime) -> int:
    """End every running or coming stand-in of a person; returns how many there were."""
    return _end(session, StandIn.person_id == person_id, now)


def end_all_of(session: Session, person_id: int, now: datetime) -> int:
    """End every stand-in of a person and by them: they have left."""
    return _end(session, or_(StandIn.person_id == person_id, StandIn.deputy_id == person_id), now)


def _end(session: Session, which: ColumnElement[bool], now: datetime) -> int:
    rows = session.scalars(select(StandIn).where(which, StandIn.ended_at.is_(None))).all()
    for row in rows:
        row.ended_at = now
    session.flush()
    _seal(session, rows, now)
    return len(rows)


def _seal(session: Session, rows: Sequence[StandIn], now: datetime) -> None:
    vault = at_commit.vault_of(session)
    record_sealing.add(session, [row_entries.stand_in(vault, row, now) for row in rows])


def stand_in_of(session: Session, person_id: int, on: date) -> Person | None:
    """The stand-in of somebody on a day, to the end of the chain; None where there is none.

    A cycle of absences ends before the person it began with.
    """
    last = _end_of_chain(person_id, _deputies(session, on))
    return session.get(Person, last) if last else None


def stand_ins_of(session: Session, on: date) -> Mapping[int, Person]:
    """Everybody absent on a day with their stand-in, in one query."""
    deputies = _deputies(session, on)
    ends = {absent: last for absent in deputies if (last := _end_of_chain(absent, deputies)) is not None}
    known = {found.id: found for found in people(session, THESE, ids=list(set(ends.values())))} if ends else {}
    return {absent: known[last] for absent, last in ends.items()}


def stands_in_for(session: Session, deputy_id: int, on: date) -> Sequence[Person]:
    """The absent colleagues whose tasks this person may do on a day, chains included."""
    deputies = _deputies(session, on)
    chosen = [absent for absent in deputies if _end_of_chain(absent, deputies) == deputy_id]
    return (
        session.scalars(select(Person).where(Person.id.in_(chosen), Person.active).order_by(Person.id)).all()
        if chosen
        else []
    )


_DAY = bindparam("day", type_=StandIn.from_on.type)
_NAMED = (
    select(StandIn.person_id, StandIn.deputy_id)
    .join(Person, StandIn.deputy_id == Person.id)
    .where(StandIn.from_on <= _DAY, StandIn.to_on >= _DAY, StandIn.ended_at.is_(None), Person.active)
    .order_by(StandIn.id)
)


def _deputies(session: Session, on: date) -> dict[int, int]:
    """Stand-ins named for a day; the latest entry of each person counts."""
    return {row.person_id: row.deputy_id for row in session.connection().execute(_NAMED, {"day": on})}


def _end_of_chain(person_id: int, deputies: Mapping[int, int]) -> int | None:
    seen, current, found = {person_id}, person_id, None
    while (deputy := deputies.get(current)) is not None and deputy not in seen:
        seen.add(deputy)
        current = found = deputy
    return found
