"""The district's own closures (停止办公): loaded by command, kept for ever, in force from the next transaction on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from regulation.district_closure import Closure, by_day
from store.engine.advisory_lock import Lock, wait_for_advisory_lock
from store.record import row_sealing
from store.record.record_entries import Kind
from store.tables import ClosureLine


@dataclass(frozen=True, slots=True)
class Kept:
    """One line: a closure, or that an earlier one (`withdraws`) no longer counts, for the reason it gives."""

    id: int
    closure: Closure
    at: datetime
    by: str
    withdraws: int | None = None


def hold(session: Session) -> None:
    """Lock out every other change of the calendar until the transaction ends: what was checked is what is stored."""
    wait_for_advisory_lock(session, Lock.HOLIDAY_NOTICES)


def keep(
    session: Session, closures: Iterable[Closure], now: datetime, *, by: str, withdraws: int | None = None
) -> Sequence[int]:
    """Store closures, or the withdrawal of one; returns their numbers. Lines are only ever added."""
    rows = [
        ClosureLine(
            first_day=one.first, last_day=one.last, reason=one.reason, document=one.document, loaded_at=now,
            loaded_by=by, withdraws=withdraws,
        )
        for one in closures
    ]  # fmt: skip
    session.add_all(rows)
    row_sealing.seal(session, Kind.CLOSURE, rows, now)
    return [row.id for row in rows]


def loaded(session: Session) -> tuple[Kept, ...]:
    """Everything that was ever loaded or withdrawn, in order."""
    return tuple(map(_kept, session.scalars(select(ClosureLine).order_by(ClosureLine.id))))


def standing(lines: Sequence[Kept]) -> tuple[Kept, ...]:
    """The closures among these lines that none of them withdraws."""
    gone = {line.withdraws for line in lines}
    return tuple(line for line in lines if line.withdraws is None and line.id not in gone)


def days(lines: Sequence[Kept]) -> Mapping[date, str]:
    """The closed days by these lines, with their reasons."""
    return by_day(line.closure for line in standing(lines))


def _kept(row: ClosureLine) -> Kept:
    closure = Closure(row.first_day, row.last_day, row.reason, row.document)
    return Kept(row.id, closure, row.loaded_at, row.loaded_by, row.withdraws)
