"""Who calls is asked once a message: the person, their department and accounts, in one look."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from store.columns import table_of
from store.prepared import Prepared
from store.snapshots import snapshot
from store.tables import Account, Department, Person

_PEOPLE, _DEPARTMENTS, _ACCOUNTS = table_of(Person), table_of(Department), table_of(Account)
_CALLING = _ACCOUNTS.alias("calling")
_PARTS = {
    mark: [(f"{mark}_{column.name}", column.name) for column in table.columns]
    for mark, table in (("person", _PEOPLE), ("department", _DEPARTMENTS), ("account", _ACCOUNTS))
}
_LOOK = Prepared(
    lambda _: (
        select(
            *(column.label(f"person_{column.name}") for column in _PEOPLE.columns),
            *(column.label(f"department_{column.name}") for column in _DEPARTMENTS.columns),
            *(column.label(f"account_{column.name}") for column in _ACCOUNTS.columns),
        )
        .select_from(_CALLING)
        .join(_PEOPLE, _PEOPLE.c.id == _CALLING.c.person_id)
        .join(_DEPARTMENTS, _DEPARTMENTS.c.id == _PEOPLE.c.department_id)
        .join(_ACCOUNTS, _ACCOUNTS.c.person_id == _PEOPLE.c.id)
        .where(_CALLING.c.platform == bindparam("platform"), _CALLING.c.user_key == bindparam("user_key"))
        .where(_PEOPLE.c.active == bindparam("yes", type_=_PEOPLE.c.active.type))
        .order_by(_ACCOUNTS.c.id)
    )
)


def read(connection: Connection, platform: str, user_key: str) -> Person | None:
    """The active person behind an account, as stored at this moment."""
    rows = _LOOK.rows(connection, {"platform": platform, "user_key": user_key, "yes": True})
    if not rows:
        return None
    person = snapshot(Person(), _part("person", rows[0]))
    set_committed_value(person, "department", snapshot(Department(), _part("department", rows[0])))
    set_committed_value(person, "accounts", [snapshot(Account(), _part("account", row)) for row in rows])
    return person


def _part(mark: str, row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[label] for label, name in _PARTS[mark]}
