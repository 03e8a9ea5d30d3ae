"""Rights as granted in the chat: who holds an administrator's role, and requests that another one has to confirm."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from store.characters import user_key
from store.people.persons import with_role
from store.people.profiles import THESE, people
from store.people.sealed_people import seal_people
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Account, Person, RoleRequest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SYSTEM, SECURITY, AUDIT, AUDITOR = "administrator", "security-administrator", "audit-administrator", "auditor"
SEPARATE = (SYSTEM, SECURITY, AUDIT, AUDITOR)  # nobody holds two of them (GB/T 22239 8.1.5)
_BUSINESS = ("operator", "director", "officer-a", "officer-b", "handler", "leader", "supervisor")
# Who grants rights does nothing else (8.1.7.2: 专职, 不可兼任); who checks doesn't check what they did themselves.
_APART = {SYSTEM: SEPARATE, **dict.fromkeys((SECURITY, AUDIT, AUDITOR), (*SEPARATE, *_BUSINESS))}
PAIR = 2  # characters of a name that rosters align with one of three
FROM_ROSTER = 0  # who asked for what an import of people grants
ASKED, GRANTED, REFUSED = "asked", "granted", "refused"


def holds(person: Person, *roles: str) -> bool:
    """By the directory as it is now, in one's own right: an administrator's role is never that of a stand-in."""
    return not set(person.roles.split()).isdisjoint(roles)


def held_apart(roles: Collection[str]) -> tuple[str, str] | None:
    """Two of these roles that one person may not hold; None where there are none."""
    pairs = ((role, other) for role in SEPARATE if role in roles for other in _APART[role])
    return next(((role, other) for role, other in pairs if other in roles and other != role), None)


def named(session: Session, words: str) -> list[Person]:
    """Active people of exactly this name, whatever blanks align it (王　芳), or with exactly this account."""
    bare = "".join(words.split())
    spelled = [words, bare, *((" " * blanks).join(bare) for blanks in range(1, 4) if len(bare) == PAIR)]
    by_name = select(Person.id).where(Person.name_index.in_(spelled), Person.active)
    by_account = select(Person.id).join(Account).where(Account.user_key == user_key(words), Person.active)
    ids = {*session.scalars(by_name), *session.scalars(by_account)}
    return people(session, THESE, ids=sorted(ids)) if ids else []


def change(session: Session, person_id: int, role: str, *, gives: bool, now: datetime) -> None:
    """Give or take a role; it counts from the next press on, and is on record."""
    row = session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    kept = [word for word in row.roles.split() if word != role]
    row.roles = " ".join([*kept, *([role] if gives else [])])
    seal_people(session, [row], now)


def others(session: Session, *not_these: int) -> list[Person]:
    """The security administrators but for these."""
    return [person for person in with_role(session, SECURITY) if person.id not in not_these]


def ask(session: Session, *, by: int, person_id: int, role: str, gives: bool, now: datetime) -> int:
    """Keep a request, and return its number."""
    row = RoleRequest(at=now, asked_by=by, person_id=person_id, role=role, gives=gives, state=ASKED)
    session.add(row)
    row_sealing.seal(session, Kind.ROLE_REQUEST, [row], now)
    return row.id


def ask_for_roster(session: Session, rights: Sequence[tuple[int, str]], now: datetime) -> list[int]:
    """Keep what an import grants, to whom and what, as requests of nobody; returns their numbers."""
    query = insert(RoleRequest).returning(RoleRequest, sort_by_parameter_order=True)
    every = {"at": now, "asked_by": FROM_ROSTER, "gives": True, "state": ASKED}
    rows = [{**every, "person_id": person_id, "role": role} for person_id, role in rights]
    kept = session.scalars(query, rows).all() if rows else []
    row_sealing.seal(session, Kind.ROLE_REQUEST, kept, now)
    return [row.id for row in kept]


def adopt(session: Session, row: RoleRequest, *, by: int, now: datetime) -> None:
    """A request of nobody becomes this administrator's, which another one is to confirm."""
    row.asked_by = by
    row_sealing.seal(session, Kind.ROLE_REQUEST, [row], now)


def open_requests(session: Session, since: datetime) -> Sequence[RoleRequest]:
    """Requests from since an instant that nobody decided on, oldest first; older ones have lapsed."""
    query = select(RoleRequest).where(RoleRequest.state == ASKED, RoleRequest.at >= since).order_by(RoleRequest.id)
    return session.scalars(query).all()


def request(session: Session, number: int) -> RoleRequest | None:
    """One request, held until the transaction ends."""
    return session.get(RoleRequest, number, with_for_update=True)


def decide(session: Session, number: int, state: str, *, by: int, now: datetime) -> bool:
    """False where somebody was faster."""
    query = update(RoleRequest).where(RoleRequest.id == number, RoleRequest.state == ASKED)
    done = session.execute(query.values(state=state, decided_by=by, decided_at=now).returning(RoleRequest.id)).all()
    decided = [session.get_one(RoleRequest, row.id, populate_existing=True) for row in done]
    row_sealing.seal(session, Kind.ROLE_REQUEST, decided, now)
    return bool(decided)
