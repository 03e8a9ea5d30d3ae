"""Rights on record: whoever changes a person, their accounts or a department has the new state sealed (M5, M6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from store.engine import at_commit
from store.record import record_sealing, row_entries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.tables import Department, Person


def seal_people(session: Session, changed: Iterable[Person], now: datetime) -> None:
    """Call after every change of name, department, roles, accounts or activity; only of those who were changed.

    Sealing everybody would vouch for what somebody else wrote into the database.
    """
    session.flush()
    vault = at_commit.vault_of(session)
    unique = {person.id: person for person in changed}
    record_sealing.add(session, [row_entries.person(vault, person, now) for _, person in sorted(unique.items())])


def seal_department(session: Session, changed: Department, now: datetime) -> None:
    """Call after every change of a department."""
    session.flush()
    record_sealing.add(session, [row_entries.department(at_commit.vault_of(session), changed, now)])
