"""What an import has staged and not switched on: inactive rows that are nobody and nothing yet."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from store.tables import Entry, Meta, Person

NOTE = "import:staged"  # the table, and the id of the first row staged there
TABLES = {"people": Person, "entries": Entry}
R = TypeVar("R", Person, Entry)


def without_staged(session: Session, query: Select[R], table: type[R]) -> Select[R]:
    """The query without rows that a running import, or a killed one, has staged."""
    note = session.get(Meta, NOTE)
    name, _, first = note.value.partition(" ") if note else ("", "", "")
    if not first or TABLES[name] is not table:
        return query
    return query.where(table.active | (table.id < int(first)))
