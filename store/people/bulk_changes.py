"""Many people of the directory at once: compared with what an import was planned for, and changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from store.characters import user_key
from store.engine.columns import table_of
from store.people.former_names import Named
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Account, FormerName, Person, StagedChange

COLUMNS = ("name", "department_id", "roles", "active", "mobile_sealed", "mobile_index", "left_at")
COMPARED = (*COLUMNS[:4], COLUMNS[5])  # a number sealed anew, by a rotation of keys, is the same number
Change = tuple[int, Mapping[str, Any], Mapping[str, Any]]  # somebody, what they were and what they are to be
_AT_ONCE = 500
_PEOPLE, _STAGED, _FORMER = table_of(Person), table_of(StagedChange), table_of(FormerName)
_ACCOUNTS = table_of(Account)
_UNTIL = _FORMER.c.until
_BY = ("name_index", *COMPARED[1:])  # names are compared by their keyed hash


def accounts_now(session: Session, ids: Iterable[int]) -> dict[int, tuple[str, str, int]]:
    """Platform, compared user id and owner of accounts, by id."""
    columns = select(_ACCOUNTS.c.id, _ACCOUNTS.c.platform, _ACCOUNTS.c.user, _ACCOUNTS.c.person_id)
    found = (session.connection().execute(columns.where(_ACCOUNTS.c.id.in_(part))) for part in _parts(ids))
    return {row.id: (row.platform, user_key(row.user), row.person_id) for rows in found for row in rows}


def accounts(session: Session, ids: Iterable[int]) -> dict[int, Account]:
    found = (session.scalars(select(Account).where(Account.id.in_(part))) for part in _parts(ids))
    return {row.id: row for rows in found for row in rows}


def people(session: Session, ids: Iterable[int]) -> list[Person]:
    """These people as they are stored now, with their accounts; nothing else is read anew."""
    session.flush()
    stored = select(Person).execution_options(populate_existing=True)
    found = (session.scalars(stored.where(Person.id.in_(part))) for part in _parts(sorted(ids)))
    return [person for rows in found for person in rows]


def stage_changes(session: Session, run: str, changes: Iterable[Change]) -> None:
    """Keep what these people are to be, and what they were, until `switch`: id, before and after."""
    rows = [
        {"run": run, "person_id": number, **{name: after[name] for name in COLUMNS}}
        | {f"was_{name}": before[name] for name in COMPARED[1:]}
        | {"name_index": after["name"], "was_name_index": before["name"]}
        for number, before, after in changes
    ]
    if rows:
        session.connection().execute(insert(_STAGED), rows)


def switch(session: Session, run: str, columns: Iterable[str], now: datetime) -> int:
    """Make the staged changes, and count them; only of people who are as they were when the change was planned.

    `columns` are those in which anybody changes: an index follows only where it must.
    """
    own = (_STAGED.c.run == run) & (_STAGED.c.person_id == _PEOPLE.c.id)
    as_planned = and_(own, *(_PEOPLE.c[name] == _STAGED.c[f"was_{name}"] for name in _BY))
    chosen = [*columns]
    if "name" in chosen:
        renamed = select(literal(Named.PERSON.value), _PEOPLE.c.id, _PEOPLE.c.name, literal(now, _UNTIL.type)).where(
            as_planned, _PEOPLE.c.name_index != _STAGED.c.name_index
        )
        chosen.append("name_index")
        keep = insert(_FORMER).from_select(["kind", "row_id", "name", "until"], renamed).returning(*_FORMER.c)
        row_sealing.seal(session, Kind.FORMER_NAME, session.connection().execute(keep).mappings().all(), now)
    change = update(_PEOPLE).where(as_planned).values({name: _STAGED.c[name] for name in chosen})
    return session.connection().execute(change).rowcount


def discard_changes(session: Session) -> None:
    """Forget staged changes, of any import."""
    session.connection().execute(delete(_STAGED))


def are_staged(session: Session) -> bool:
    return session.connection().execute(select(_STAGED.c.run).limit(1)).first() is not None


def _parts(ids: Iterable[int]) -> Iterator[list[int]]:
    listed = list(ids)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
