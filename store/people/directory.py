"""Somebody is read whole, in one look: the person, their department and the accounts they can be reached on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, String, bindparam, literal_column, select
from sqlalchemy.orm.attributes import set_committed_value

from store.engine.columns import table_of
from store.engine.prepared import Prepared, among
from store.engine.snapshots import snapshot
from store.tables import Account, Department, Person

_PEOPLE, _DEPARTMENTS, _ACCOUNTS = table_of(Person), table_of(Department), table_of(Account)
_CALLING = _ACCOUNTS.alias("calling")
_PARTS = {
    mark: [(f"{mark}_{column.name}", column.name) for column in table.columns]
    for mark, table in (("person", _PEOPLE), ("department", _DEPARTMENTS), ("account", _ACCOUNTS))
}
_ACTIVE = _PEOPLE.c.active == bindparam("yes", type_=_PEOPLE.c.active.type)
_BLANK = literal_column("' '", String)
_HAS_ROLE = (_BLANK + _PEOPLE.c.roles + _BLANK).like(bindparam("role"))
_OF_ACCOUNT = (
    select(_CALLING.c.person_id)
    .where(_CALLING.c.platform == bindparam("platform"), _CALLING.c.user_key == bindparam("user_key"))
    .scalar_subquery()
)


def _whole(*fits: ColumnElement[bool]) -> Executable:
    return (
        select(
            *(column.label(f"person_{column.name}") for column in _PEOPLE.columns),
            *(column.label(f"department_{column.name}") for column in _DEPARTMENTS.columns),
            *(column.label(f"account_{column.name}") for column in _ACCOUNTS.columns),
        )
        .select_from(_PEOPLE)
        .join(_DEPARTMENTS, _DEPARTMENTS.c.id == _PEOPLE.c.department_id)
        .outerjoin(_ACCOUNTS, _ACCOUNTS.c.person_id == _PEOPLE.c.id)
        .where(*fits)
        .order_by(_PEOPLE.c.id, _ACCOUNTS.c.id)
    )


_HOLDER = Prepared(
    lambda _: select(_ACCOUNTS.c.person_id).where(
        _ACCOUNTS.c.platform == bindparam("platform"), _ACCOUNTS.c.user_key == bindparam("user_key")
    )
)
_CALLER = Prepared(lambda _: _whole(_PEOPLE.c.id == _OF_ACCOUNT, _ACTIVE))
_THESE = Prepared(lambda dialect: _whole(among(_PEOPLE.c.id, "ids", dialect)))
_IN_ROLE = Prepared(lambda _: _whole(_HAS_ROLE, _ACTIVE))
_IN_ROLE_THERE = Prepared(lambda _: _whole(_HAS_ROLE, _ACTIVE, _PEOPLE.c.department_id == bindparam("department")))


def caller(connection: Connection, platform: str, user_key: str) -> Person | None:
    """The active person behind an account, as stored at this moment."""
    found = _people(_CALLER.rows(connection, {"platform": platform, "user_key": user_key, "yes": True}))
    return found[0] if found else None


def holder(connection: Connection, platform: str, user_key: str) -> int | None:
    """Whose account this is, active or not."""
    rows = _HOLDER.rows(connection, {"platform": platform, "user_key": user_key})
    return rows[0]["person_id"] if rows else None


def these(connection: Connection, ids: Collection[int]) -> dict[int, Person]:
    """The people of these numbers, active or not."""
    return {found.id: found for found in _people(_THESE.rows(connection, {"ids": list(ids)}))} if ids else {}


def in_role(connection: Connection, role: str, department_id: int | None = None) -> list[Person]:
    """Active people with a role, of one department where it is named, by their number."""
    values = {"role": f"% {role} %", "yes": True, "department": department_id}
    return _people((_IN_ROLE if department_id is None else _IN_ROLE_THERE).rows(connection, values))


def _people(rows: Sequence[Mapping[str, Any]]) -> list[Person]:
    """One row an account, each person's together."""
    found: dict[int, Person] = {}
    for row in rows:
        person = found.get(row["person_id"])
        if person is None:
            person = found[row["person_id"]] = snapshot(Person, _part("person", row))
            set_committed_value(person, "department", snapshot(Department, _part("department", row)))
            set_committed_value(person, "accounts", [])
        if row["account_id"] is not None:
            person.__dict__["accounts"].append(snapshot(Account, _part("account", row)))
    return list(found.values())


def _part(mark: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[label] for label, name in _PARTS[mark]}
