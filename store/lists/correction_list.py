"""Catalogue corrections (目录更正) as the centre reads them: items with their tickets and their history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from store.catalogue.corrections import CorrectionAct, CorrectionState
from store.people import former_names, persons
from store.people.former_names import Named
from store.tables import Correction, CorrectionLine, Department, Entry, Ticket

MOST = 1000  # items of one list


@dataclass(frozen=True, slots=True)
class CorrectionEvent:
    """One line of an item's history; departments by name, empty where the catalogue did not change."""

    act: CorrectionAct
    at: datetime
    by: str
    reason: str
    number: str  # of the ticket, where there is one
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item; `listed` is the catalogue's department when it was opened, `present` is the one it has now."""

    id: int
    code: str
    name: str
    listed: str
    present: str
    suggested: str
    state: CorrectionState
    opened_at: datetime
    tickets: tuple[str, ...]
    lines: tuple[CorrectionEvent, ...]

    @property
    def last(self) -> CorrectionEvent:
        return self.lines[-1]


def ids(session: Session, *, open_only: bool = True) -> Sequence[int]:
    """Items by number, the oldest first; with all of them the newest first."""
    if open_only:
        return session.scalars(select(Correction.id).where(_OPEN).order_by(Correction.id).limit(MOST)).all()
    return session.scalars(select(Correction.id).order_by(Correction.id.desc()).limit(MOST)).all()


def items(session: Session, wanted: Sequence[int]) -> list[Item]:
    """These items, in this order."""
    listed, present, suggested = (aliased(Department) for _ in range(3))
    rows = session.execute(
        select(Correction, listed.name, present.name, suggested.name)
        .join(Entry, Entry.id == Correction.entry_id)
        .join(listed, listed.id == Correction.department_id)
        .join(present, present.id == Entry.department_id)
        .join(suggested, suggested.id == Correction.suggested_id)
        .where(Correction.id.in_(wanted))
        .execution_options(populate_existing=True)
    )
    said = _lines(session, wanted)
    found = {
        row.id: _item(row, was or old, present, advised or new, said.get(row.id, []))
        for row, old, present, new in rows
        for was, advised in [_called(session, row)]
    }
    return [found[item_id] for item_id in wanted if item_id in found]


def _called(session: Session, row: Correction) -> tuple[str, str]:
    """The catalogue's department and the suggested one by the names they had then; empty where these are today's."""
    pairs = [(row.department_id, row.opened_at), (row.suggested_id, row.opened_at)]
    then = former_names.then(session, Named.DEPARTMENT, pairs)
    return then.get(pairs[0], ""), then.get(pairs[1], "")


def item(session: Session, item_id: int) -> Item | None:
    return next(iter(items(session, [item_id])), None)


def of_ticket(session: Session, ticket_id: int) -> list[Item]:
    """The items this ticket opened or joined."""
    query = select(CorrectionLine.correction_id).where(CorrectionLine.ticket_id == ticket_id).distinct()
    return items(session, sorted(session.scalars(query)))


def opened_at_step(session: Session, ticket_id: int, seq: int) -> Item | None:
    """The item that this step of a ticket opened, None where it opened none or joined one."""
    query = select(CorrectionLine.correction_id).where(
        CorrectionLine.ticket_id == ticket_id,
        CorrectionLine.seq == seq,
        CorrectionLine.act == CorrectionAct.OPENED.value,
    )
    found = session.scalar(query)
    return item(session, found) if found else None


_OPEN = Correction.settled_at.is_(None)


def _item(row: Correction, listed: str, present: str, suggested: str, lines: list[CorrectionEvent]) -> Item:
    numbers = tuple(dict.fromkeys(line.number for line in lines if line.number))
    state = CorrectionState(row.state)
    return Item(row.id, row.code, row.name, listed, present, suggested, state, row.opened_at, numbers, tuple(lines))


def _lines(session: Session, wanted: Sequence[int]) -> dict[int, list[CorrectionEvent]]:
    before, after = aliased(Department), aliased(Department)
    rows = session.execute(
        select(CorrectionLine, Ticket.number, before.name, after.name)
        .outerjoin(Ticket, Ticket.id == CorrectionLine.ticket_id)
        .outerjoin(before, before.id == CorrectionLine.before_id)
        .outerjoin(after, after.id == CorrectionLine.after_id)
        .where(CorrectionLine.correction_id.in_(wanted))
        .order_by(CorrectionLine.id)
    ).all()
    names = persons.names(session, {key for row in rows for key in (row[0].person_id, row[0].acting_for)} - {0})
    found: dict[int, list[CorrectionEvent]] = {}
    for line, number, was, becomes in rows:
        then = json.loads(line.names or "{}")
        said = CorrectionEvent(
            CorrectionAct(line.act),
            line.at,
            then.get("by") or _by(line, names),
            line.reason,
            number or "",
            then.get("before") or was or "",
            then.get("after") or becomes or "",
        )
        found.setdefault(line.correction_id, []).append(said)
    return found


def _by(line: CorrectionLine, names: dict[int, str]) -> str:
    if not line.person_id:
        return "目录导入"
    absent = f"代{names.get(line.acting_for, '同事')}" if line.acting_for else ""
    return names.get(line.person_id, "同事") + absent
