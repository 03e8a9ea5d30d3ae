"""设置代理: somebody away is stood in for by name and by day, and the history says who acted for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

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
    return row


def end_stand_in(session: Session, person_id: int, now: datetime) -> int:
    """End every running or coming stand-in of a person; returns how many there were."""
    rows = session.scalars(select(StandIn).where(StandIn.person_id == person_id, StandIn.ended_at.is_(None))).all()
    for row in rows:
        row.ended_at = now
    return len(rows)


def stand_in_of(session: Session, person_id: int, on: date) -> Person | None:
    """Who stands in for somebody on a day, followed to the end of the chain; None where nobody is named.

    A circle of absences ends before the person it began with.
    """
    seen, current, found = {person_id}, person_id, None
    while (deputy := _deputy(session, current, on)) is not None and deputy.id not in seen:
        seen.add(deputy.id)
        current, found = deputy.id, deputy
    return found


def stands_in_for(session: Session, deputy_id: int, on: date) -> Sequence[Person]:
    """The absent colleagues whose tasks this person may do on a day, chains included."""
    absent = session.scalars(
        select(StandIn.person_id)
        .where(StandIn.from_on <= on, StandIn.to_on >= on, StandIn.ended_at.is_(None))
        .order_by(StandIn.id)
    ).all()
    chosen = [row for row in absent if (last := stand_in_of(session, row, on)) is not None and last.id == deputy_id]
    return session.scalars(select(Person).where(Person.id.in_(chosen)).order_by(Person.id)).all() if chosen else []


def _deputy(session: Session, person_id: int, on: date) -> Person | None:
    query = (
        select(Person)
        .join(StandIn, StandIn.deputy_id == Person.id)
        .where(StandIn.person_id == person_id, StandIn.from_on <= on, StandIn.to_on >= on)
        .where(StandIn.ended_at.is_(None), Person.active)
        .order_by(StandIn.id.desc())
    )
    return session.scalars(query).first()
