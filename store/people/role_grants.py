"""Rights as granted in the chat: who holds an administrator's role, and requests that another one has to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from store.people.persons import user_key, with_role
from store.people.profiles import THESE, people
from store.people.sealed_people import seal_people
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Account, Person, RoleRequest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SYSTEM, SECURITY, AUDIT, AUDITOR = "administrator", "security-administrator", "audit-administrator", "auditor"
SEPARATE = (SYSTEM, SECURITY, AUDIT, AUDITOR)  # nobody holds two of them
ASKED, GRANTED, REFUSED = "asked", "granted", "refused"


def holds(person: Person, *roles: str) -> bool:
    """By the directory as it is now, in one's own right: an administrator's role is never that of a stand-in."""
    return not set(person.roles.split()).isdisjoint(roles)


def named(session: Session, words: str) -> list[Person]:
    """Active people of exactly this name, or with exactly this account."""
    by_name = select(Person.id).where(Person.name_index == words, Person.active)
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
