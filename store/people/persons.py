"""Persons, their departments and roles; identity comes from the platform's user id at the call (M6, M7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from unicodedata import normalize

from sqlalchemy import bindparam, func, literal, or_, select
from sqlalchemy.orm import Session

from regulation.case import Actor
from regulation.states import Role
from store.characters import folded, user_key
from store.engine.columns import table_of
from store.people.merged_departments import ids_of, merged_into, present_department
from store.people.profiles import CALLER, IN_ROLE, IN_ROLE_THERE, ONE, people
from store.tables import Account, Department, Person
from store.vault import Vault

OWNERS = ("responsible", "competent")  # the kinds of department that answer for data
ROLES: Mapping[str, Role | None] = {
    "proposer": None,  # everybody may propose; the law finds the proposer of a case by id
    "operator": Role.OPERATOR,
    "director": Role.DIRECTOR,
    "officer-a": Role.OFFICER,
    "officer-b": Role.OFFICER,
    "handler": None,  # a case names its handler
    "leader": Role.LEADER,
    "supervisor": Role.SUPERVISOR,
    "administrator": Role.ADMINISTRATOR,
    "security-administrator": None,  # grants roles; no act of the law is theirs
    "audit-administrator": None,  # reads who read what and the deeds, no case
    "auditor": Role.AUDITOR,
}
_MOBILE = "people:mobile_sealed"
_ROW = table_of(Person)
_NAMES = select(_ROW.c.id, _ROW.c.name).where(_ROW.c.id.in_(bindparam("ids", expanding=True)))
_UNITS = table_of(Department)
_CALLED = select(_UNITS.c.id, _UNITS.c.name).where(_UNITS.c.id.in_(bindparam("ids", expanding=True)))
_STANDING = select(_ROW.c.id, _ROW.c.roles, _ROW.c.department_id, _UNITS.c.merged_from)
_ROLES = _STANDING.join(_UNITS, _UNITS.c.id == _ROW.c.department_id).where(
    _ROW.c.id.in_(bindparam("ids", expanding=True)), _ROW.c.active
)


def upsert_department(
    session: Session, *, code: str, name: str, kind: str, active: bool = True, lead_office: str | None = None
) -> Department:
    """Add a department, or change the one with this code; without `lead_office` its 牵头机构 stays as it is (M7)."""
    row = department_by_code(session, code)
    if row is None:
        row = Department(code=normalize("NFKC", code))
        session.add(row)
    row.name, row.kind, row.active = name, kind, active
    if lead_office is not None:
        row.lead_office = lead_office
    session.flush()
    return row


def department(session: Session, department_id: int) -> Department | None:
    """A department, active or not."""
    return session.get(Department, department_id)


def department_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What departments are called, active or not, by id."""
    rows = session.connection().execute(_CALLED, {"ids": list(ids)}) if ids else ()
    return {row.id: row.name for row in rows}


def department_by_code(session: Session, code: str) -> Department | None:
    """By its code, in any case and width; of two that differ in these alone the one spelled like this."""
    alike = or_(Department.code == code, func.lower(Department.code) == folded(code))
    found = session.scalars(select(Department).where(alike).order_by(Department.id)).all()
    return next((row for row in found if row.code == code), found[0] if found else None)


def all_departments(session: Session) -> Sequence[Department]:
    """Every department, active or not, by code: in one order on both databases, whatever their collation."""
    return sorted(session.scalars(select(Department)), key=lambda row: row.code)


def departments(session: Session) -> Sequence[Department]:
    """Every active department, in the same order."""
    return [row for row in all_departments(session) if row.active]


def owners(session: Session) -> list[Department]:
    """The active departments that answer for data."""
    return [row for row in departments(session) if row.kind in OWNERS]


def set_mobile(vault: Vault, person: Person, mobile: str) -> None:
    person.mobile_sealed, person.mobile_index = vault.seal(mobile, _MOBILE), vault.index(mobile, _MOBILE)


def is_mobile(vault: Vault, person: Person, mobile: str) -> bool:
    """Whether this is somebody's stored number, compared by its keyed hash."""
    return person.mobile_index == vault.index(mobile, _MOBILE)


def by_account(session: Session, platform: str, user: str) -> Person | None:
    """The active person behind a platform's user id; a snapshot, to be read and not written."""
    return next(iter(people(session, CALLER, platform=platform, user_key=user_key(user))), None)


def person(session: Session, person_id: int) -> Person | None:
    """Somebody, active or not; a snapshot."""
    return next(iter(people(session, ONE, its=person_id)), None)


def actors(session: Session, ids: Collection[int]) -> dict[int, Actor]:
    """The active ones of these people as actors of the law, by id, in one query."""
    rows = session.connection().execute(_ROLES, {"ids": list(ids)}) if ids else ()
    return {row.id: Actor(row.id, standing(row.roles), row.department_id, 0, ids_of(row.merged_from)) for row in rows}


def names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What people are called, active or not, by id."""
    rows = session.connection().execute(_NAMES, {"ids": list(ids)}) if ids else ()
    return {row.id: row.name for row in rows}


def by_mobile(session: Session, vault: Vault, mobile: str) -> Person | None:
    """The only active person with this number, by its keyed hash; None where several share it."""
    index = vault.index(mobile, _MOBILE)
    holders = select(Person).where(Person.mobile_index == index, Person.active).limit(2)
    found = session.scalars(holders).all() if index else ()
    return found[0] if len(found) == 1 else None


def mobile_of(vault: Vault, person: Person) -> str:
    return vault.open(person.mobile_sealed, _MOBILE)


def account_of(person: Person, platform: str = "") -> Account | None:
    """Where to reach somebody: on the platform named, else on the first they have."""
    return next((each for each in person.accounts if platform in ("", each.platform) and not each.gone), None)


def with_role(session: Session, *roles: str, department_id: int | None = None) -> list[Person]:
    """Active people with one of the roles, in the order of the roles named, then by id."""
    there = {} if department_id is None else {"department": department_id}
    query = IN_ROLE_THERE if there else IN_ROLE
    found: dict[int, Person] = {}
    for role in roles:
        found |= {row.id: row for row in people(session, query, role=f"% {role} %", **there)}
    return list(found.values())


def officers(session: Session, department_id: int) -> list[Person]:
    """A department's liaison officers, A before B (M7)."""
    return with_role(session, "officer-a", "officer-b", department_id=department_id)


def colleagues(session: Session, department_id: int) -> Sequence[Person]:
    """Everybody active in a department: to whom an officer may dispatch."""
    there = present_department(literal(department_id))
    return session.scalars(select(Person).where(Person.active, Person.department_id == there).order_by(Person.id)).all()


def operators(session: Session) -> list[Person]:
    return with_role(session, "operator")


def directors(session: Session) -> list[Person]:
    return with_role(session, "director")


def supervisors(session: Session) -> list[Person]:
    return with_role(session, "supervisor")


def actor_of(person: Person, acting_for: Person | None = None) -> Actor:
    """The person as the law sees them; as a stand-in (代) with the roles and department of the absent colleague."""
    stands = acting_for or person
    return Actor(
        person_id=person.id,
        roles=standing(stands.roles),
        department_id=stands.department_id,
        acting_for=acting_for.id if acting_for else 0,
        merged=merged_into(stands),
    )


@cache
def standing(words: str) -> frozenset[Role]:
    """The roles of an import file's words that the law knows."""
    found = (ROLES.get(word) for word in words.split())
    return frozenset(role for role in found if role is not None)
