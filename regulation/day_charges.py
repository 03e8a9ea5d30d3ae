"""Each working day of a case is charged to exactly one party: whoever held it when the day began (G5, M15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from regulation.case import Case, Clock
from regulation.decision import Decision, decode
from regulation.law import Law
from regulation.shanghai import local_date
from regulation.states import ClockKind, Party
from regulation.workdays import WorkCalendar


class Holding(NamedTuple):
    """From this instant on, this party has the case; `department_id` only where it is the department."""

    at: datetime
    party: Party
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Charge:
    """One working day and who it counts for."""

    day: date
    party: Party
    department_id: int | None


def holdings(history: Iterable[Decision]) -> tuple[Holding, ...]:
    """Who held the case from when, by its recorded decisions; a filing counts from its original receipt."""
    held: list[Holding] = []
    department_id: int | None = None
    for decision in history:
        changes = decision.changes
        department_id = changes.get("department_id", department_id)
        if "party" in changes:
            at = decode("filed_at", changes["filed_at"]) if "filed_at" in changes else decision.at
            party = Party(changes["party"])
            held.append(Holding(at, party, department_id if party is Party.DEPARTMENT else None))
    return tuple(held)


def day_charges(
    steps: Sequence[tuple[datetime, Party, int | None]],
    until: datetime,
    calendar: WorkCalendar,
    late_parts: Sequence[Clock] = (),
) -> tuple[Charge, ...]:
    """Every working day after the filing day, up to and including the day of `until` (closing, or now).

    A day belongs to whoever held the case after all events of earlier days, so the days of a limit are those after
    its start up to its stop. `late_parts` are joint parts whose days past their own limit count for the related
    department instead of the lead.
    """
    if not steps:
        return ()
    charges: list[Charge] = []
    place = 0
    days = [local_date(at) for at, _, _ in steps]
    for day in calendar.workdays(days[0], local_date(until)):
        while place + 1 < len(steps) and days[place + 1] < day:
            place += 1
        _, party, department_id = steps[place]
        late = _late_part(day, late_parts) if party is Party.DEPARTMENT else None
        charges.append(late or Charge(day, party, department_id))
    return tuple(charges)


def charged(case: Case, history: Iterable[Decision], until: datetime, law: Law) -> tuple[Charge, ...]:
    """The charged days of one case under its rulebook's policy for joint handling (M6)."""
    related = law.rulebook.policy.joint_lateness == "related"
    parts = [clock for clock in case.clocks if related and clock.kind is ClockKind.JOINT]
    return day_charges(holdings(history), min(until, case.closed_at or until), law.calendar, parts)


def _late_part(day: date, parts: Sequence[Clock]) -> Charge | None:
    """The related department whose part is open past its limit on this day; the earliest due, of several."""
    late = [
        part for part in parts if part.due_on < day and (part.stopped_at is None or local_date(part.stopped_at) >= day)
    ]
    if not late:
        return None
    return Charge(day, Party.RELATED, min(late, key=lambda part: part.due_on).department_id)
