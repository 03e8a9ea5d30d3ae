"""People put into a test's directory in one call; an operator's roster comes through `importer` and is tested there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.characters import user_key
from store.people import persons
from store.people.sealed_people import seal_people
from store.tables import Account, Person
from store.vault import Vault


def upsert_person(
    session: Session,
    vault: Vault,
    *,
    name: str,
    department_id: int,
    now: datetime,
    roles: str = "proposer",
    mobile: str = "",
    accounts: Mapping[str, str] | None = None,
    active: bool = True,
) -> Person:
    """Add somebody, or change the one who has one of these accounts; without any, the one of this name there.

    `accounts` maps a platform's name to the user id as spelled there.
    """
    row = _known(session, name, department_id, accounts or {})
    if row is None:
        row = Person(created_at=now, accounts=[])
        session.add(row)
    row.name, row.department_id, row.roles, row.active = name, department_id, roles, active
    persons.set_mobile(vault, row, mobile)
    for platform, user in (accounts or {}).items():
        _give_account(session, row, platform, user)
    session.flush()
    session.refresh(row, ["department"])
    seal_people(session, [row], now)
    return row


def _known(session: Session, name: str, department_id: int, accounts: Mapping[str, str]) -> Person | None:
    for platform, user in accounts.items():
        account = _account(session, platform, user)
        if account is not None:
            return account.person
    if accounts:
        return None
    same = select(Person).where(Person.name_index == name, Person.department_id == department_id).order_by(Person.id)
    return session.scalars(same).first()


def _give_account(session: Session, person: Person, platform: str, user: str) -> None:
    account = _account(session, platform, user)
    if account is None:
        person.accounts.append(Account(platform=platform, user=user, user_key=user_key(user)))
    else:
        account.user = user


def _account(session: Session, platform: str, user: str) -> Account | None:
    return session.scalars(
        select(Account).where(Account.platform == platform, Account.user_key == user_key(user))
    ).first()
