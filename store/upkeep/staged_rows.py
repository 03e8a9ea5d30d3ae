"""Staged rows of an import: written in batches, inactive and so invisible, until one short transaction activates them.

What an import that was killed left behind is deleted by the next import and the next start.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from time import sleep
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from store.catalogue import bulk_entries
from store.engine.columns import table_of
from store.engine.session import Store
from store.people import bulk_changes
from store.people.unfinished_import import NOTE
from store.tables import Account, Entry, Person
from store.upkeep import run_claims

_TABLES = {"people": table_of(Person), "entries": table_of(Entry)}
_ACCOUNTS = table_of(Account)
_AT_ONCE = 100
PAUSE = 0.03  # seconds between two batches, at least: SQLite's other writers only try again from time to time


class NotStaged(Exception):
    """The staged rows are not what was staged: another import or a start has deleted them."""


def stage(session: Session, table: str, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Write rows as inactive ones; their ids, in this order."""
    there = _TABLES[table]
    query = insert(there).returning(there.c.id, sort_by_parameter_order=True)
    ids = list(session.connection().execute(query, [{**row, "active": False} for row in rows]).scalars())
    if not run_claims.note(session, NOTE):
        run_claims.write_note(session, NOTE, f"{table} {ids[0]}")
    return ids


def add_accounts(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(_ACCOUNTS), list(rows))


def activate(session: Session, table: str, staged: Sequence[int], stay: Collection[int]) -> None:
    """Make the staged rows visible, all but those that `stay` inactive. Raises NotStaged where some are gone."""
    there = _TABLES[table]
    if staged:
        span = there.c.id.between(min(staged), max(staged)) & ~there.c.active
        wanted = span & there.c.id.not_in(list(stay)) if stay else span
        changed = session.connection().execute(update(there).where(wanted).values(active=True)).rowcount
        if changed != len(staged) - len(stay):
            raise NotStaged
    run_claims.write_note(session, NOTE, "")


def discard(session: Session) -> int:
    """Delete what an import left behind that never ended; how many rows that were."""
    for staged in (bulk_changes, bulk_entries):
        if staged.are_staged(session):
            staged.discard_changes(session)
    table, _, first = run_claims.note(session, NOTE).partition(" ")
    if not first:
        return 0
    there = _TABLES[table]
    left = select(there.c.id).where(there.c.id >= int(first), ~there.c.active).order_by(there.c.id).limit(_AT_ONCE)
    ids = list(session.connection().scalars(left))
    if table == "people":
        session.connection().execute(delete(_ACCOUNTS).where(_ACCOUNTS.c.person_id.in_(ids)))
    session.connection().execute(delete(there).where(there.c.id.in_(ids)))
    if len(ids) < _AT_ONCE:
        run_claims.write_note(session, NOTE, "")
    return len(ids)


def discard_all(store: Store) -> None:
    """Delete it in short transactions, and renew the search words that one left behind which was switched on."""
    with store.read() as session:
        left = is_left(session)
    while left:
        with store.write() as session:
            left = discard(session) > 0
        sleep(PAUSE)
    bulk_entries.renew_all(store)


def is_left(session: Session) -> bool:
    """Whether an import left something behind."""
    return bool(run_claims.note(session, NOTE)) or bulk_changes.are_staged(session) or bulk_entries.are_staged(session)
