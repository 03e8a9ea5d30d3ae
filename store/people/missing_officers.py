"""Gaps of the directory: departments without an officer or leader, and unreachable people on duty (M7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.people import persons
from store.tables import OutboxRow

DUTIES = {"officer-a": "A角", "officer-b": "B角", "leader": "分管领导"}
ON_DUTY = ("operator", "director", *DUTIES, "supervisor")


@dataclass(frozen=True, slots=True)
class Gap:
    """`lacks` is what a department or a person is without, in words for the operators."""

    department: str
    person: str
    lacks: str


def gaps(session: Session, platforms: Collection[str], since: datetime) -> list[Gap]:
    """Departments without an officer or leader, people on duty whom no platform reaches or lately failed to."""
    return [*_vacant(session), *_unreachable(session, platforms, since)]


def _vacant(session: Session) -> list[Gap]:
    found = []
    for department in persons.owners(session):
        lacks = [
            name for role, name in DUTIES.items() if not persons.with_role(session, role, department_id=department.id)
        ]
        if lacks:
            found.append(Gap(department.name, "", f"没有{'、'.join(lacks)}"))
    return found


def _unreachable(session: Session, platforms: Collection[str], since: datetime) -> list[Gap]:
    failed = _failed(session, since)
    found = []
    for person in persons.with_role(session, *ON_DUTY):
        if not any(account.platform in platforms and not account.gone for account in person.accounts):
            found.append(Gap(person.department.name, person.name, "没有可用的帐号"))
        elif person.id in failed:
            found.append(Gap(person.department.name, person.name, "近一周有消息送不到"))
    return found


def _failed(session: Session, since: datetime) -> set[int]:
    query = select(OutboxRow.person_id).where(
        OutboxRow.state == "dead", OutboxRow.created_at >= since, OutboxRow.person_id.is_not(None)
    )
    return {person_id for person_id in session.scalars(query) if person_id is not None}
