"""One row of the law, and one act under examination by it: the facts, what was given, and all that it will change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from regulation.case import Actor, Case
from regulation.decision import ClockOp, Decision, Flag, Json, encode
from regulation.law import Law
from regulation.need import Need
from regulation.shanghai import local_date
from regulation.states import Action, ClockKind, Outcome, Result, Role, State

Guard: TypeAlias = "Callable[[Step], None]"  # raises the Refusal before anything is asked
Effect: TypeAlias = "Callable[[Step], None]"  # judges what was given, and adds what the row can't say


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so for a row to be the one that applies; `text` is for the printed table."""

    text: str
    holds: Callable[[Step], bool]


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table. `source` None opens a case; `to` equal to `source` leaves the state as it is."""

    source: State | None
    action: Action
    to: State
    roles: tuple[Role, ...]  # in the order in which a person with several of them is taken to act
    clause: str
    needs: tuple[Need, ...] = ()
    when: Condition | None = None
    guards: tuple[Guard, ...] = ()
    stops: ClockKind | None = None
    starts: ClockKind | None = None
    result: Result | None = None
    outcome: Outcome | None = None
    flag: Flag = ""
    then: Effect | None = None


@dataclass(slots=True)
class Step:
    """Built for one act and thrown away with it; `case` is only read."""

    case: Case
    row: Transition
    actor: Actor
    role: Role
    now: datetime
    law: Law
    given: Mapping[str, Any] = field(default_factory=dict)  # values as read, by key
    changes: dict[str, Json] = field(default_factory=dict)
    clock_ops: list[ClockOp] = field(default_factory=list)
    data: dict[str, Json] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    flag: Flag = ""
    limit_days: int | None = None  # where the clock this act starts has another length than the rulebook's
    begun: datetime | None = None  # where that clock began before this act: a filing recorded later

    @property
    def today(self) -> date:
        return local_date(self.now)

    @property
    def seq(self) -> int:
        return self.case.seq + 1

    def change(self, **fields: object) -> None:
        """Set attributes of the case."""
        self.changes.update(encode(fields))

    def record(self, **facts: object) -> None:
        """Add facts to the history line; never free text, never personal data."""
        self.data.update(encode(facts))

    def after(self, name: str) -> Any:
        """An attribute as JSON, as it will be once this act is done."""
        return self.changes[name] if name in self.changes else encode(getattr(self.case, name))

    def take(self, needs: Sequence[Need], values: Mapping[str, Any]) -> None:
        """Keep what was given: own words apart from the facts."""
        self.given = values
        private = {need.field for need in needs if need.private}
        self.texts.update({name: value for name, value in values.items() if name in private})
        self.data.update({name: value for name, value in values.items() if name not in private})

    def decision(self) -> Decision:
        """The act as it goes on record; where it touches a limit, with the version of the calendar that counted."""
        return Decision(
            action=self.row.action,
            actor=self.actor,
            role=self.role,
            at=self.now,
            seq=self.seq,
            clause=self.row.clause,
            state_from=self.row.source,
            state_to=self.row.to,
            changes=self.changes,
            clock_ops=tuple(self.clock_ops),
            flag=self.flag,
            data=self.data | ({"calendar": self.law.calendar.version} if self.clock_ops else {}),
            texts=self.texts,
        )
