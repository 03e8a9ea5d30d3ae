"""Who is on duty: the people with a part in handling, loaded once for a whole run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.people import ROLES
from store.stand_ins import stand_in_of
from store.tables import Person, StandIn

STANDING = frozenset(ROLES) - {"proposer", "handler"}


@dataclass(frozen=True, slots=True)
class Duty:
    """One person's standing roles, as the import file spells them."""

    id: int
    name: str
    department_id: int
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody with a standing role, and who stands in for whom today."""

    duties: tuple[Duty, ...]
    deputies: dict[int, int]

    def having(self, role: str, department_id: int | None = None) -> list[int]:
        """Ids of those with a role, in one department or in all, by age of the entry."""
        return [duty.id for duty in self.duties if role in duty.roles and department_id in (None, duty.department_id)]

    def present(self, people: Iterable[int]) -> list[int]:
        """The same people, those who are away replaced by who stands in for them; each once."""
        return list(dict.fromkeys(self.deputies.get(person, person) for person in people))


def load(session: Session, on: date) -> Roster:
    """The roster of one day."""
    rows = session.execute(
        select(Person.id, Person.name, Person.department_id, Person.roles).where(Person.active).order_by(Person.id)
    )
    duties = (Duty(row[0], row[1], row[2], frozenset(row[3].split())) for row in rows)
    return Roster(tuple(duty for duty in duties if duty.roles & STANDING), _deputies(session, on))


def people(session: Session, ids: Iterable[int]) -> dict[int, Person]:
    """Active people by id, their accounts included."""
    rows = session.scalars(select(Person).where(Person.id.in_(list(ids)), Person.active))
    return {row.id: row for row in rows}


def _deputies(session: Session, on: date) -> dict[int, int]:
    away = session.scalars(
        select(StandIn.person_id).where(StandIn.from_on <= on, StandIn.to_on >= on, StandIn.ended_at.is_(None))
    ).all()
    found = {person: stand_in_of(session, person, on) for person in away}
    return {person: deputy.id for person, deputy in found.items() if deputy is not None}
