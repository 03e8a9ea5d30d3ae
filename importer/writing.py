"""Records into the store: by code, or by account for people; the same file twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from importer.records import Known, Record
from store import catalogue, corrections, people
from store.tables import Department

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from store.vault import Vault

PLATFORMS = ("wecom", "dingtalk")


@dataclass(frozen=True, slots=True)
class Writer:
    """One transaction's way into the store."""

    session: Session
    vault: Vault
    now: datetime

    def write(self, kind: str, records: Iterable[Record]) -> None:
        put = WRITERS[kind]
        for record in records:
            put(self, record)


def known(session: Session) -> Known:
    """What is in the store already and may be referred to."""
    spellings: dict[str, str] = {}
    for department in people.departments(session):
        spellings |= {department.name: department.code, department.code.lower(): department.code}
    return Known(spellings, frozenset(code.lower() for code in catalogue.codes(session)))


def _department(writer: Writer, record: Record) -> None:
    people.upsert_department(writer.session, code=record["code"], name=record["name"], kind=record["kind"])


def _person(writer: Writer, record: Record) -> None:
    people.upsert_person(
        writer.session,
        writer.vault,
        name=record["name"],
        department_id=_owner(writer, record).id,
        now=writer.now,
        roles=record["roles"],
        mobile=record["mobile"],
        accounts={platform: record[platform] for platform in PLATFORMS if record[platform]},
        active=record["active"] == "yes",
    )


def _entry(writer: Writer, record: Record) -> None:
    before = corrections.before_import(writer.session, record["code"])
    entry = catalogue.upsert_entry(
        writer.session,
        code=record["code"],
        name=record["name"],
        department=_owner(writer, record),
        origin=record["origin"],
        kind=record["kind"],
        sources=record["sources"],
        active=record["active"] == "yes",
    )
    corrections.after_import(writer.session, entry, before, writer.now)


def _owner(writer: Writer, record: Record) -> Department:
    found = people.department_by_code(writer.session, record["department"])
    if found is None:
        raise LookupError(f"department {record['department']!r} vanished while the file was written")
    return found


WRITERS: Mapping[str, Callable[[Writer, Record], None]] = {
    "departments": _department,
    "people": _person,
    "catalogue": _entry,
}
