"""A row of the law's table, and one act evaluated against it: the facts, the inputs, and all changes it makes."""

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

Guard: TypeAlias = "Callable[[Step], None]"  # raises Refusal before any input is asked for
Effect: TypeAlias = "Callable[[Step], None]"  # validates the inputs and adds what the row can't express


def both(*effects: Effect) -> Effect:
    """Several effects in order, as one."""

    def one(step: Step) -> None:
        for effect in effects:
            effect(step)

    return one


@dataclass(frozen=True, slots=True)
class Condition:
    """A guard: when a row applies; `text` is for the printed table."""

    text: str
    holds: Callable[[Step], bool]

    def __and__(self, other: Condition) -> Condition:
        return Condition(f"{self.text}，{other.text}", lambda step: self.holds(step) and other.holds(step))


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table. `source` None opens a case; `to` equal to `source` keeps the state."""

    source: State | None
    action: Action
    to: State
    roles: tuple[Role, ...]  # by precedence, for a person with several roles
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
    since: int = 1  # the first edition of the own rules that has this row,
    before: int | None = None  # and the first that no longer has it

    def applies_in(self, edition: int) -> bool:
        """Whether the row stands in this edition of the own rules."""
        return self.since <= edition and (self.before is None or edition < self.before)


@dataclass(slots=True)
class Step:
    """The evaluation of one act, then discarded; `case` is read-only."""

    case: Case
    row: Transition
    actor: Actor
    role: Role
    now: datetime
    law: Law
    given: Mapping[str, Any] = field(default_factory=dict)  # parsed values by key
    changes: dict[str, Json] = field(default_factory=dict)
    clock_ops: list[ClockOp] = field(default_factory=list)
    data: dict[str, Json] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    flag: Flag = ""
    limit_days: int | None = None  # where the clock started by this act has another length than in the rulebook
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
        """An attribute's value after this act, as JSON."""
        return self.changes[name] if name in self.changes else encode(getattr(self.case, name))

    def take(self, needs: Sequence[Need], values: Mapping[str, Any]) -> None:
        """Store the inputs: free texts separately from the facts."""
        self.given = values
        private = {need.field for need in needs if need.private}
        self.texts.update({name: value for name, value in values.items() if name in private})
        self.data.update({name: value for name, value in values.items() if name not in private})

    def decision(self) -> Decision:
        """The decision for the record; where it touches a limit, with the calendar version used."""
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
