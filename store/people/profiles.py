"""Profiles: queries for people with their departments and accounts that are not gone, each read at once."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, literal_column, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from store.engine.columns import table_of
from store.engine.snapshots import snapshot
from store.people.merged_departments import present_department
from store.tables import Account, Department, Person

_PEOPLE, _DEPARTMENTS, _ACCOUNTS = table_of(Person), table_of(Department), table_of(Account)
_CALLING = _ACCOUNTS.alias("calling")
_FIRST = len(_PEOPLE.columns)  # where the department begins in the row of all three
_SECOND = _FIRST + len(_DEPARTMENTS.columns)  # and where the account
_BLANK = literal_column("' '", String)
_HAS_ROLE = (_BLANK + _PEOPLE.c.roles + _BLANK).like(bindparam("role"))
_OF_ACCOUNT = (
    select(_CALLING.c.person_id)
    .where(_CALLING.c.platform == bindparam("platform"), _CALLING.c.user_key == bindparam("user_key"), ~_CALLING.c.gone)
    .scalar_subquery()
)


def _whole(*fits: ColumnElement[bool]) -> Select[Any]:
    return (
        select(_PEOPLE, _DEPARTMENTS, _ACCOUNTS)
        .select_from(_PEOPLE)
        .join(_DEPARTMENTS, _DEPARTMENTS.c.id == _PEOPLE.c.department_id)
        .outerjoin(_ACCOUNTS, and_(_ACCOUNTS.c.person_id == _PEOPLE.c.id, ~_ACCOUNTS.c.gone))
        .where(*fits)
        .order_by(_PEOPLE.c.id, _ACCOUNTS.c.id)
    )


CALLER = _whole(_PEOPLE.c.id == _OF_ACCOUNT, _PEOPLE.c.active)
ONE = _whole(_PEOPLE.c.id == bindparam("its"))
THESE = _whole(_PEOPLE.c.id.in_(bindparam("ids", expanding=True)))
IN_ROLE = _whole(_HAS_ROLE, _PEOPLE.c.active)
IN_ROLE_THERE = IN_ROLE.where(
    _PEOPLE.c.department_id == present_department(bindparam("department", type_=_PEOPLE.c.department_id.type))
)


def people(session: Session, query: Select[Any], **values: Any) -> list[Person]:
    """Snapshots of whom one of these queries finds, by their number; its rows are one an account."""
    found = []
    for _, rows in groupby(session.connection().execute(query, values), itemgetter(0)):
        own = list(rows)
        person = snapshot(Person, own[0][:_FIRST], department=snapshot(Department, own[0][_FIRST:_SECOND]))
        accounts = [snapshot(Account, row[_SECOND:]) for row in own if row[_SECOND] is not None]
        set_committed_value(person, "accounts", accounts)
        found.append(person)
    return found
