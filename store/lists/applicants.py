"""Tickets by whoever filed them, for the centre: by name, unit and telephone, of the directory or as recorded."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from store.people import persons
from store.recognition import case_keys
from store.tables import CaseKey, Person, Ticket
from store.vault import Vault

_MOBILE = "people:mobile_sealed"


def called(session: Session, vault: Vault, word: str) -> Iterator[ColumnElement[bool]]:
    """Filed by somebody of this name, or by somebody of a unit in whose name the word stands."""
    yield _by_people(Person.name_index == word)
    yield _by_key(case_keys.key_of(vault, case_keys.APPLICANT, case_keys.plain(word)))
    plain = case_keys.plain(word)
    units = [
        row.id for row in persons.all_departments(session) if len(plain) > 1 and plain in case_keys.plain(row.name)
    ]
    if units:
        yield of_departments(session, vault, units)


def of_departments(session: Session, vault: Vault, ids: Collection[int]) -> ColumnElement[bool]:
    """Filed by people of these departments, or recorded for somebody of them."""
    names = persons.department_names(session, ids).values()
    keys = [case_keys.key_of(vault, case_keys.OFFICE, case_keys.plain_office(name)) for name in names]
    return or_(_by_people(Person.department_id.in_(list(ids))), *map(_by_key, keys))


def with_phone(vault: Vault, phone: str) -> ColumnElement[bool]:
    """Filed by whoever has this number in the directory, or gave it with the filing."""
    plain = case_keys.plain_phone(phone)
    key = case_keys.key_of(vault, case_keys.PHONE, plain)
    return or_(_by_people(Person.mobile_index == vault.index(plain, _MOBILE)), _by_key(key))


def _by_people(who: ColumnElement[bool]) -> ColumnElement[bool]:
    return Ticket.proposer_id.in_(select(Person.id).where(who))


def _by_key(key: str) -> ColumnElement[bool]:
    return Ticket.id.in_(select(CaseKey.ticket_id).where(CaseKey.key == key))
