"""Held clock: after a leap of the machine's clock the acts of time alone wait until a person confirms the time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from store.upkeep import clock_rollback, operator_log, run_claims

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

HELD, CONFIRMED, KNOWN = "clock.held", "clock.confirmed", "clock.database"
CONFIRM = "clock"  # the deed
DATABASE = "数据库时间"


@dataclass(frozen=True, slots=True)
class Leap:
    """`expected` is what the clock should have shown at `found`, by the monotonic clock or the database's."""

    expected: datetime
    found: datetime
    whose: str  # 本机单调时钟 or 数据库时间

    @property
    def seconds(self) -> float:
        return (self.found - self.expected).total_seconds()


def held(session: Session) -> Leap | None:
    """The leap that nobody has confirmed yet."""
    noted = run_claims.note(session, HELD)
    if not noted:
        return None
    said = json.loads(noted)
    return Leap(datetime.fromisoformat(said["expected"]), datetime.fromisoformat(said["found"]), said["whose"])


def hold(session: Session, leap: Leap) -> bool:
    """Hold the acts of time; False where they are held already, by this leap's cause or another's."""
    if run_claims.note(session, HELD):
        return False
    said = {"expected": leap.expected.isoformat(), "found": leap.found.isoformat(), "whose": leap.whose}
    run_claims.write_note(session, HELD, json.dumps(said, ensure_ascii=False))
    run_claims.write_note(session, CONFIRMED, "")
    return True


def leap_against_database(session: Session, theirs: datetime, ours: datetime, most: timedelta) -> Leap | None:
    """How far this machine's clock is off the database's, beyond what an operator has confirmed already."""
    known = timedelta(seconds=float(run_claims.note(session, KNOWN) or 0))
    return Leap(theirs, ours, DATABASE) if abs(ours - theirs - known) > most else None


def confirm(session: Session, now: datetime, *, by: int, text: str = "") -> bool:
    """A person says that the time is right: what was held is checked at once; False where nothing was held.

    It is on record even then: a case whose last step bears a later time goes on from here.
    """
    was = held(session)
    said = f"{was.whose}：{was.expected.isoformat()} → {was.found.isoformat()}" if was else ""
    operator_log.note(session, CONFIRM, 0, by=by, now=now, text=" ".join(filter(None, (said, text))))
    if was is not None and was.whose == DATABASE:
        run_claims.write_note(session, KNOWN, str(was.seconds))
    run_claims.write_note(session, HELD, "")
    run_claims.write_note(session, CONFIRMED, now.isoformat())
    clock_rollback.release_future(session, now, went_back=True)
    return was is not None


def confirmed_before(session: Session, now: datetime) -> bool:
    """Whether somebody confirmed the time of the present clock, which nothing has moved since."""
    noted = run_claims.note(session, CONFIRMED)
    return bool(noted) and datetime.fromisoformat(noted) <= now and not run_claims.note(session, HELD)
