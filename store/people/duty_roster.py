"""Duty roster of a day: people by role and department, and their stand-ins, loaded once for a run (M7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from regulation.ladder import Having
from store.people.stand_ins import stand_in_of
from store.tables import Account, Department, Person, StandIn

PLAIN = ("", "proposer", "handler")  # roles without a standing duty


_MERGED = select(Department.id, Department.merged_into_id).where(Department.merged_into_id.is_not(None))


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody with a standing role by (role, department), and who stands in for whom today.

    `reached` are those with an account on one of the platforms; None where that is not considered.
    """

    holders: Mapping[tuple[str, int | None], Sequence[int]]
    deputies: Mapping[int, int]
    reached: Collection[int] | None = None

    def having(self, role: str, department_id: int | None = None) -> list[int]:
        """Ids of those with a role, in one department or in all, by age of the entry."""
        return list(self.holders.get((role, department_id), ()))

    def present(self, people: Iterable[int]) -> list[int]:
        """The same people, those who are away replaced by who stands in for them; each once."""
        return list(dict.fromkeys(self.deputies.get(person, person) for person in people))

    def of(self, department_id: int | None) -> Having:
        """The people of one department by their duty; nobody where there is no department."""
        return lambda role: self.having(role, department_id) if department_id is not None else []

    def reaches(self, person: int) -> bool:
        """Whether somebody, or who stands in for them today, has an account."""
        return self.reached is None or self.deputies.get(person, person) in self.reached

    def desk(self) -> list[int]:
        """Those who answer for the centre today: the operators, or where there are none the director."""
        return self.present(self.having("operator") or self.having("director"))


def load(session: Session, on: date, platforms: Collection[str] | None = None) -> Roster:
    """The roster of one day; with `platforms`, of those who can be reached on one of them."""
    reached = _reached(session, platforms) if platforms is not None else None
    query = select(Person.id, Person.department_id, Person.roles).where(Person.active, Person.roles.not_in(PLAIN))
    rows = [row for row in session.execute(query.order_by(Person.id)) if reached is None or row[0] in reached]
    holders: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for person, department_id, roles in rows:
        for role in roles.split():
            holders[role, department_id].append(person)
            holders[role, None].append(person)
    for old, heir in session.execute(_MERGED):
        for role in [role for role, department_id in holders if department_id == heir]:
            holders[role, old] = holders[role, heir]
    deputies = _deputies(session, on)
    able = {who: deputy for who, deputy in deputies.items() if reached is None or deputy in reached}
    return Roster(holders, able, reached)


def _reached(session: Session, platforms: Collection[str]) -> set[int]:
    able = (Account.platform.in_(platforms), ~Account.gone, Person.active)
    return set(session.scalars(select(Account.person_id).join(Person, Person.id == Account.person_id).where(*able)))


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
