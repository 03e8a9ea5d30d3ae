"""Actions of the simulated people: what they do next, when, and by which button or typed command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import Random
from typing import Any

from clock.time_source import SHANGHAI
from tests.oracle.case import CaseModel
from tests.oracle.workdays import Workdays
from tests.quarter.district import District, Entry, Person, Unit

MORNING, EVENING = 9, 20
HOURS = (MORNING, 11, 13, 16, EVENING)
SHARES = {
    "prompt": (92, 6, 2),
    "steady": (78, 16, 6),
    "slow": (52, 33, 15),
    "late": (40, 25, 35),
}  # early, last day, late


@dataclass(frozen=True, slots=True)
class Action:
    """`typed` follows the command and the number; `card_expected`: a card with this button must have arrived."""

    word: str
    by: Person
    typed: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    card_expected: bool = False
    button: str = ""  # button label, where it differs from the command: 答复, 补正


@dataclass(frozen=True, slots=True)
class Planned:
    at: datetime
    action: Action


@dataclass(slots=True)
class SimulatedCase:
    """One objection and the people involved; its own random generator keeps cases independent."""

    serial: int
    chance: Random
    entry: Entry
    owner: Unit
    proposer: Person | None  # None: a proposer without account, by phone or letter
    clerk: Person
    model: CaseModel
    received: datetime
    number: str = ""
    officer: Person | None = None
    plan: Planned | None = None
    tries: int = 0
    done: set[str] = field(default_factory=set)  # events that happen to a case at most once

    @property
    def state(self) -> str:
        return self.model.state

    def once(self, name: str, percent: float) -> bool:
        """Whether an event that is allowed once per case happens now."""
        if name in self.done or self.chance.random() * 100 >= percent:
            return False
        self.done.add(name)
        return True

    def pick(self, weights: Mapping[str, float]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]


@dataclass(slots=True)
class Context:
    """Shared knowledge: the district, the calendar, and absences."""

    district: District
    workdays: Workdays
    away: dict[str, tuple[date, date]]  # department: absence of its officer A

    def unit(self, code: str) -> Unit:
        return self.district.by_code[code]

    def on_duty(self, unit: Unit, day: date) -> Person:
        """Officer A, or B as stand-in."""
        span = self.away.get(unit.code)
        return unit.b if span and span[0] <= day <= span[1] else unit.a

    def soon(self, case: SimulatedCase, now: datetime) -> datetime:
        """At once, later the same day, or on the next working day."""
        when = case.pick({"now": 55, "today": 20, "tomorrow": 25})
        if when == "now":
            return now
        later = [hour for hour in HOURS if hour > now.hour]
        if when == "today" and later:
            return _at(now.date(), case.chance.choice(later))
        return _at(self.workdays.after(now.date(), 1), case.chance.choice(HOURS[:4]))

    def within(self, case: SimulatedCase, now: datetime, since: datetime, days: int, pace: str) -> datetime:
        """By the pace of the person: early, on the last day (until late evening), or after it."""
        when = case.chance.choices(("early", "due", "late"), SHARES[pace])[0]
        if when == "early":
            offset = case.chance.randint(0, max(0, days - 1))
        else:
            offset = days + (case.chance.randint(1, 3) if when == "late" else 0)
        if offset == 0:
            return self.soon(case, now)
        hour = case.chance.choice(HOURS)
        return max(_at(self.workdays.after(since.date(), offset), hour), now)

    def after(self, case: SimulatedCase, now: datetime, fewest: int, most: int) -> datetime:
        day = self.workdays.after(now.date(), case.chance.randint(fewest, most))
        return _at(day, case.chance.choice(HOURS))


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 0), SHANGHAI)


def dated(day: date) -> str:
    return f"{day.month}月{day.day}日"


def words(*parts: str) -> str:
    return " ".join(part for part in parts if part)
