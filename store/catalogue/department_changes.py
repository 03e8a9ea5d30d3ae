"""机构合并与更名: people and data of a merged department move to its heir, which goes on with its open cases (M7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from regulation.states import ClockKind
from store.catalogue import corrections
from store.people import bulk_changes, persons
from store.people.sealed_people import seal_department, seal_people
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Department, Entry, Person, Ticket, TicketClock

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a department has in hand: people in service, entries in use, open cases and joint parts."""

    people: int
    entries: int
    tickets: int

    @property
    def any(self) -> bool:
        return bool(self.people or self.entries or self.tickets)


def holdings(session: Session, department_id: int) -> Holdings:
    own = (TicketClock.kind == ClockKind.JOINT) & (TicketClock.department_id == department_id)
    joint = select(TicketClock.ticket_id).where(own, TicketClock.stopped_at.is_(None))
    cases = select(func.count()).select_from(Ticket).where(Ticket.closed_at.is_(None))
    return Holdings(
        _count(session, Person, department_id),
        _count(session, Entry, department_id),
        session.scalar(cases.where(or_(Ticket.department_id == department_id, Ticket.id.in_(joint)))) or 0,
    )


def _count(session: Session, table: type[Person] | type[Entry], department_id: int) -> int:
    query = select(func.count()).select_from(table).where(table.department_id == department_id, table.active)
    return session.scalar(query) or 0


def entries_of(session: Session, department_id: int) -> list[int]:
    """Its entries, in use or not; their search words hold its name."""
    return [*session.scalars(select(Entry.id).where(Entry.department_id == department_id))]


def part(session: Session, department: Department, at: datetime) -> None:
    """It is in use again: it goes on with its own cases, but people and entries stay where they are."""
    heir = persons.department(session, department.merged_into_id or 0)
    if heir is not None:
        heir.merged_from = " ".join(each for each in heir.merged_from.split() if each != str(department.id))
        seal_department(session, heir, at)
    department.merged_into_id = None


def merge(session: Session, code: str, heir_code: str, at: datetime) -> None:
    """Make one department the heir of another: of its people, its entries and, by its mark, its open cases."""
    old, heir = (persons.department_by_code(session, each) for each in (code, heir_code))
    if old is None or heir is None:
        raise LookupError(f"no department {code} or {heir_code}")
    old.merged_into_id, old.active = heir.id, False
    earlier = session.scalars(select(Department).where(Department.merged_into_id == old.id)).all()
    for each in earlier:
        each.merged_into_id = heir.id
    heir.merged_from = " ".join(filter(None, (heir.merged_from, old.merged_from, str(old.id))))
    old.merged_from = ""
    moved = session.scalars(select(Person.id).where(Person.department_id == old.id)).all()
    people = update(Person).where(Person.department_id == old.id).values(department_id=heir.id)
    session.execute(people.execution_options(synchronize_session=False))
    seal_people(session, bulk_changes.people(session, moved), at)
    its = entries_of(session, old.id)
    before = corrections.before_import(session, its)
    data = update(Entry).where(Entry.department_id == old.id).values(department_id=heir.id)
    session.execute(data.execution_options(synchronize_session=False))
    row_sealing.seal(session, Kind.CATALOGUE, _anew(session, its), at)
    corrections.after_import(session, before, at)
    for department in (old, heir, *earlier):
        seal_department(session, department, at)


def _anew(session: Session, ids: list[int]) -> list[Entry]:
    """These entries as they are stored now."""
    stored = select(Entry).execution_options(populate_existing=True)
    parts = (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
    return [row for part in parts for row in session.scalars(stored.where(Entry.id.in_(part)))]
