"""Profiles: a person with department and accounts, read in one query."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, literal_column, select
from sqlalchemy.orm.attributes import set_committed_value

from store.engine.columns import table_of
from store.engine.snapshots import snapshot
from store.tables import Account, Department, Person

_PEOPLE, _DEPARTMENTS, _ACCOUNTS = table_of(Person), table_of(Department), table_of(Account)
_CALLING = _ACCOUNTS.alias("calling")
_FIRST = len(_PEOPLE.columns)  # where the department begins in the row of all three
_SECOND = _FIRST + len(_DEPARTMENTS.columns)  # and where the account
_BLANK = literal_column("' '", String)
_HAS_ROLE = (_BLANK + _PEOPLE.c.roles + _BLANK).like(bindparam("role"))
_OF_ACCOUNT = (
    select(_CALLING.c.person_id)
    .where(_CALLING.c.platform == bindparam("platform"), _CALLING.c.user_key == bindparam("user_key"))
    .scalar_subquery()
)


def _whole(*fits: ColumnElement[bool]) -> Select[Any]:
    return (
        select(_PEOPLE, _DEPARTMENTS, _ACCOUNTS)
        .select_from(_PEOPLE)
        .join(_DEPARTMENTS, _DEPARTMENTS.c.id == _PEOPLE.c.department_id)
        .outerjoin(_ACCOUNTS, _ACCOUNTS.c.person_id == _PEOPLE.c.id)
        .where(*fits)
        .order_by(_PEOPLE.c.id, _ACCOUNTS.c.id)
    )


_CALLER = _whole(_PEOPLE.c.id == _OF_ACCOUNT, _PEOPLE.c.active)
_ONE = _whole(_PEOPLE.c.id == bindparam("its"))
_THESE = _whole(_PEOPLE.c.id.in_(bindparam("ids", expanding=True)))
_IN_ROLE = _whole(_HAS_ROLE, _PEOPLE.c.active)
_IN_ROLE_THERE = _IN_ROLE.where(_PEOPLE.c.department_id == bindparam("department"))


def caller(connection: Connection, platform: str, user_key: str) -> Person | None:
    """The active person behind an account, as stored at this moment."""
    found = _people(connection, _CALLER, {"platform": platform, "user_key": user_key})
    return found[0] if found else None


def holder(connection: Connection, platform: str, user_key: str) -> int | None:
    """Whose account this is, active or not."""
    query = select(_ACCOUNTS.c.person_id).where(_ACCOUNTS.c.platform == platform, _ACCOUNTS.c.user_key == user_key)
    found: int | None = connection.scalar(query)
    return found


def one(connection: Connection, person_id: int) -> Person | None:
    """Somebody, active or not."""
    return next(iter(_people(connection, _ONE, {"its": person_id})), None)


def these(connection: Connection, ids: Collection[int]) -> dict[int, Person]:
    """The people of these numbers, active or not."""
    return {found.id: found for found in _people(connection, _THESE, {"ids": list(ids)})} if ids else {}


def in_role(connection: Connection, role: str, department_id: int | None = None) -> list[Person]:
    """Active people with a role, of one department where it is named, by their number."""
    there = {} if department_id is None else {"department": department_id}
    return _people(connection, _IN_ROLE_THERE if there else _IN_ROLE, {"role": f"% {role} %"} | there)


def _people(connection: Connection, query: Select[Any], values: Mapping[str, Any]) -> list[Person]:
    """One row an account, each person's together."""
    found = []
    for _, rows in groupby(connection.execute(query, values), itemgetter(0)):
        own = list(rows)
        person = snapshot(Person, own[0][:_FIRST], department=snapshot(Department, own[0][_FIRST:_SECOND]))
        accounts = [snapshot(Account, row[_SECOND:]) for row in own if row[_SECOND] is not None]
        set_committed_value(person, "accounts", accounts)
        found.append(person)
    return found
