"""Builds rows of the law's table: one for each state in which an act is possible."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regulation.decision import Flag
from regulation.need import Need
from regulation.states import Action, ClockKind, Outcome, Result, Role, State
from regulation.step import Condition, Effect, Guard, Transition
from regulation.two_persons import nobody_else_may

CENTRE = (Role.OPERATOR, Role.DIRECTOR)
DIRECTOR = (Role.DIRECTOR,)
DEPARTMENT = (Role.OFFICER, Role.HANDLER)
OFFICER = (Role.OFFICER,)
RELATED = (Role.RELATED,)
PROPOSER = (Role.PROPOSER,)
SUPERVISOR = (Role.SUPERVISOR,)
SYSTEM = (Role.SYSTEM,)
FILERS = (Role.PROPOSER, Role.OPERATOR, Role.DIRECTOR, Role.OFFICER)
URGERS = (Role.OPERATOR, Role.DIRECTOR, Role.SUPERVISOR, Role.LEADER, Role.PROPOSER)
STAYS = None


def rows(
    sources: State | Iterable[State] | None,
    action: Action,
    to: State | None,
    roles: tuple[Role, ...],
    clause: str,
    *,
    needs: tuple[Need, ...] = (),
    when: Condition | None = None,
    guards: tuple[Guard, ...] = (),
    stops: ClockKind | None = None,
    starts: ClockKind | None = None,
    result: Result | None = None,
    outcome: Outcome | None = None,
    flag: Flag = "",
    then: Effect | None = None,
    since: int = 1,
    before: int | None = None,
) -> Iterator[Transition]:
    """One row per source; `to` None keeps the state, `sources` None opens a case.

    Where the supervising office stands behind others, it acts only where none of them may (own rule).
    """
    if Role.SUPERVISOR in roles[1:] and roles is not URGERS:
        guards = (*guards, nobody_else_may)
    for source in [sources] if sources is None or isinstance(sources, State) else sources:
        target = source if to is None else to
        assert target is not None
        yield Transition(
            source, action, target, roles, clause, needs, when, guards, stops, starts, result, outcome, flag, then,
            since, before,
        )  # fmt: skip
