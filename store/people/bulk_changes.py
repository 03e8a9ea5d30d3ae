"""Many people of the directory at once: compared with what an import was planned for, and changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from store.engine.columns import table_of
from store.tables import Account, Person

COLUMNS = ("name", "department_id", "roles", "active", "mobile_sealed", "mobile_index")
COMPARED = (*COLUMNS[:4], COLUMNS[5])  # a number sealed anew, by a rotation of keys, is the same number
_AT_ONCE = 500
_PEOPLE, _ACCOUNTS = table_of(Person), table_of(Account)


def people_now(session: Session, ids: Iterable[int]) -> dict[int, tuple[Any, ...]]:
    """The compared columns of people, by id."""
    query = select(_PEOPLE.c.id, *(_PEOPLE.c[name] for name in COMPARED))
    parts = (session.connection().execute(query.where(_PEOPLE.c.id.in_(part))) for part in _parts(ids))
    return {row.id: tuple(row)[1:] for rows in parts for row in rows}


def accounts_now(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, str, int]]:
    """Platform, compared user id and owner of accounts, by id."""
    return {number: (row.platform, row.user_key, row.person_id) for number, row in accounts(session, ids).items()}


def accounts(session: Session, ids: Iterable[int]) -> dict[int, Account]:
    found = (session.scalars(select(Account).where(Account.id.in_(part))) for part in _parts(ids))
    return {row.id: row for rows in found for row in rows}


def people(session: Session, ids: Iterable[int]) -> list[Person]:
    """These people as they are stored now, with their accounts."""
    session.flush()
    session.expire_all()
    found = (session.scalars(select(Person).where(Person.id.in_(part))) for part in _parts(sorted(ids)))
    return [person for rows in found for person in rows]


def update_people(session: Session, changes: Mapping[int, Mapping[str, Any]]) -> None:
    """Set all columns of these people."""
    if not changes:
        return
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in COLUMNS}
    rows = [{"its": number, **{f"new_{name}": after[name] for name in COLUMNS}} for number, after in changes.items()]
    change = update(_PEOPLE).where(_PEOPLE.c.id == bindparam("its")).values(values)
    session.connection().execute(change, rows)


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = list(ids)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
