"""One row of the law: from where, what, who, with what given, to where, and which limits start and stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from regulation.need import Need
from regulation.states import Action, ClockKind, Outcome, Result, Role, State
from regulation.step import Step

Guard: TypeAlias = Callable[[Step], None]  # raises the Refusal before anything is asked
Effect: TypeAlias = Callable[[Step], None]  # judges what was given, and adds what the row can't say


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
    flag: str = ""
    then: Effect | None = None
