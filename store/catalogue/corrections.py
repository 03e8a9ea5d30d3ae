"""目录更正: where a ticket shows another department to be responsible for an entry, an item is opened (M11).

Opened in the ticket's transaction; open until the centre settles it, or an import of the catalogue agrees with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from regulation.act_groups import DEFINITE_REPLIES, TO_DEPARTMENT
from regulation.case import SYSTEM, Actor
from regulation.decision import Decision
from regulation.states import Action, Track
from store.catalogue import entries
from store.engine.advisory_lock import Lock, wait_for_advisory_lock
from store.people import persons
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import Correction, CorrectionLine, Department, Entry, HistoryLine, Ticket

COMPETENT = "competent"  # takes data without a clear owner: its answer shows no owner


class CorrectionState(StrEnum):
    """Where an item stands."""

    OPEN = "待更正"
    CORRECTED = "已更正"
    DISMISSED = "无需更正"


class CorrectionAct(StrEnum):
    """What a line of an item's history says was done."""

    OPENED = "开立"
    JOINED = "并入"
    CORRECTED = "更正目录"
    DISMISSED = "认定无需更正"
    IMPORTED = "导入的目录已更正"
    REVERTED = "导入的目录又改回"


SETTLING = {
    CorrectionState.CORRECTED: CorrectionAct.CORRECTED,
    CorrectionState.DISMISSED: CorrectionAct.DISMISSED,
}


def follow(session: Session, ticket: Ticket, decision: Decision) -> None:
    """Open an item, or join the open one, where this step shows the catalogue's department to be wrong."""
    owner = _shown(session, ticket, decision)
    listed = entries.entry(session, ticket.entry_id) if owner is not None and ticket.entry_id else None
    if owner is None or listed is None or owner == listed.department_id or _spoken(session, ticket, owner):
        return
    entry = _held(session, listed.id)
    item = _open_item(session, entry.id, owner)
    if item is None:
        item = _opened(session, entry, owner, decision.at)
        act = CorrectionAct.OPENED
    else:
        act = CorrectionAct.JOINED
    line = _line(item, act, decision.at, decision.actor, decision.action.value)
    line.ticket_id, line.seq = ticket.id, decision.seq
    _add(session, line)


def _shown(session: Session, ticket: Ticket, decision: Decision) -> int | None:
    """The responsible department by this step: the one assigned after a return, or the one that answers."""
    if ticket.entry_id is None or ticket.track is Track.CITY_ISSUED or ticket.department_id is None:
        return None
    returned = decision.action in TO_DEPARTMENT and ticket.returns > 0
    if not returned and decision.action not in DEFINITE_REPLIES:
        return None
    department = persons.department(session, ticket.department_id)
    if department is not None and department.merged_into_id is not None:
        department = persons.department(session, department.merged_into_id)
    if department is not None and department.kind != COMPETENT:
        return department.id
    return _named_at_return(session, ticket) if returned else None


def _named_at_return(session: Session, ticket: Ticket) -> int | None:
    """The department suggested in the last return, which is mandatory there."""
    query = select(HistoryLine.decision).where(HistoryLine.ticket_id == ticket.id, HistoryLine.action == Action.RETURN)
    record = session.scalar(query.order_by(HistoryLine.seq.desc()).limit(1))
    named = json.loads(record)["data"].get("suggested_department_id") if record else None
    return int(named) if named else None


def _held(session: Session, entry_id: int) -> Entry:
    """The entry, its row locked until the transaction ends, so that no second item is opened for it."""
    query = select(Entry).where(Entry.id == entry_id).with_for_update(of=Entry)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def _spoken(session: Session, ticket: Ticket, owner: int) -> bool:
    """Whether this ticket suggested the same before: what the centre has decided is not asked again."""
    said = exists().where(
        CorrectionLine.ticket_id == ticket.id,
        CorrectionLine.correction_id == Correction.id,
        Correction.suggested_id == owner,
    )
    return bool(session.scalar(select(said)))


def _open_item(session: Session, entry_id: int, owner: int) -> Correction | None:
    query = select(Correction).where(Correction.entry_id == entry_id, Correction.suggested_id == owner)
    return session.scalars(query.where(Correction.settled_at.is_(None))).first()


def _opened(session: Session, entry: Entry, owner: int, at: datetime) -> Correction:
    """Its number is the next of the table: a sequence of PostgreSQL also counts what was rolled back, as a preview is.

    With one the notice would never say what its preview said.
    """
    wait_for_advisory_lock(session, Lock.CORRECTION_NUMBERS)
    item = Correction(
        id=session.scalar(select(func.coalesce(func.max(Correction.id), 0) + 1)),
        entry_id=entry.id,
        code=entry.code,
        name=entry.name,
        department_id=entry.department_id,
        suggested_id=owner,
        state=CorrectionState.OPEN.value,
        opened_at=at,
        settled_at=None,
    )
    session.add(item)
    session.flush()
    return item


def _line(item: Correction, act: CorrectionAct, at: datetime, by: Actor, reason: str) -> CorrectionLine:
    return CorrectionLine(
        correction_id=item.id,
        act=act.value,
        at=at,
        person_id=by.person_id,
        acting_for=by.acting_for,
        reason=reason,
        ticket_id=None,
        seq=None,
        before_id=None,
        after_id=None,
    )


def _add(session: Session, line: CorrectionLine) -> None:
    """Write a line with the names of person and departments as they are now; renames never change them."""
    people = persons.names(session, {line.person_id, line.acting_for} - {0})
    units = persons.department_names(session, {line.before_id or 0, line.after_id or 0} - {0})
    absent = f"代{people[line.acting_for]}" if line.acting_for in people else ""
    said = {"by": people[line.person_id] + absent} if line.person_id in people else {}
    said |= {name: units[key] for name, key in (("before", line.before_id), ("after", line.after_id)) if key in units}
    line.names = json.dumps(said, ensure_ascii=False, sort_keys=True)
    session.add(line)
    row_sealing.seal(session, Kind.CORRECTION, [line], line.at)
    row_sealing.seal(session, Kind.CORRECTION_ITEM, [session.get_one(Correction, line.correction_id)], line.at)


def settle(
    session: Session,
    item_id: int,
    state: CorrectionState,
    by: Actor,
    reason: str,
    at: datetime,
    department: Department | None = None,
) -> bool:
    """Settle an open item; False where somebody has settled it before, which changes nothing.

    CORRECTED gives the entry to `department`, or without one to the department the item suggests.
    """
    item = _taken(session, item_id, state, at)
    if item is None:
        return False
    line = _line(item, SETTLING[state], at, by, reason)
    if state is CorrectionState.CORRECTED:
        entry = _held(session, item.entry_id)
        line.before_id, line.after_id = entry.department_id, department.id if department else item.suggested_id
        _give(session, entry, line.after_id, at)
    _add(session, line)
    _agree(session, item.entry_id, line.before_id, line.after_id, at, by)
    return True


def _taken(session: Session, item_id: int, state: CorrectionState, at: datetime) -> Correction | None:
    """The item, settled by this call (compare-and-set); None where it does not exist or is not open."""
    change = update(Correction).where(Correction.id == item_id, Correction.settled_at.is_(None))
    done = session.execute(change.values(state=state.value, settled_at=at)).rowcount  # type: ignore[attr-defined]
    return session.get(Correction, item_id, populate_existing=True) if done else None


def _give(session: Session, entry: Entry, department_id: int, at: datetime) -> None:
    owner = session.get_one(Department, department_id)
    given = entries.upsert_entry(
        session,
        code=entry.code,
        name=entry.name,
        department=owner,
        origin=entry.origin,
        kind=entry.kind,
        sources=entry.sources,
        active=entry.active,
    )
    row_sealing.seal(session, Kind.CATALOGUE, [given], at)


def _agree(session: Session, entry_id: int, before: int | None, after: int | None, at: datetime, by: Actor) -> None:
    """Settle the other open items on the entry that suggest the same."""
    while after is not None and (other := _open_item(session, entry_id, after)) is not None:
        act = CorrectionAct.IMPORTED if by is SYSTEM else CorrectionAct.CORRECTED
        other.state, other.settled_at = CorrectionState.CORRECTED.value, at
        line = _line(other, act, at, by, "")
        line.before_id, line.after_id = before, after
        _add(session, line)


def before_import(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """The departments of those of these entries that have items, before an import overwrites them."""
    listed = select(Correction.entry_id).distinct()
    query = select(Entry.id, Entry.department_id).where(Entry.id.in_(listed))
    wanted = set(ids)
    return {row.id: row.department_id for row in session.execute(query) if row.id in wanted}


def after_import(session: Session, before: Mapping[int, int], at: datetime) -> None:
    """An import that agrees with an item settles it; one that reverts a correction reopens it."""
    for entry in _now(session, before):
        if before[entry.id] != entry.department_id:
            _undone(session, entry, before[entry.id], at)
        _agree(session, entry.id, before[entry.id], entry.department_id, at, SYSTEM)


def _now(session: Session, ids: Collection[int]) -> Sequence[Entry]:
    """Entries as they are stored now, by age."""
    query = select(Entry).where(Entry.id.in_(ids)).order_by(Entry.id).execution_options(populate_existing=True)
    return session.scalars(query).all() if ids else ()


def _undone(session: Session, entry: Entry, before: int, at: datetime) -> None:
    """The import reverts a correction made here: the item is reopened, so that the source gets corrected."""
    line = CorrectionLine.correction_id == Correction.id
    query = select(Correction).join(CorrectionLine, line).where(Correction.entry_id == entry.id)
    query = query.where(Correction.state == CorrectionState.CORRECTED.value, CorrectionLine.after_id == before)
    item = session.scalars(query.order_by(Correction.id.desc())).first()
    if item is None:
        return
    item.state, item.settled_at = CorrectionState.OPEN.value, None
    undone = _line(item, CorrectionAct.REVERTED, at, SYSTEM, "")
    undone.before_id, undone.after_id = before, entry.department_id
    _add(session, undone)
