"""批示: instructions that leaders wrote with 催办, for holder and centre, and for the leaders themselves (M7, M15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.language.text import harmless
from bot.view import Instruction, Scope
from regulation.states import Action, Role
from store.cases import history

if TYPE_CHECKING:
    from store.cases.who_acted import WhoActed
    from store.tables import HistoryLine

AUTHORS = frozenset({Role.LEADER, Role.SUPERVISOR})


def reads_instructions(scope: Scope, roles: frozenset[Role]) -> bool:
    """The proposer never; a leader or the supervising office, which reads no other text, does."""
    return scope in (Scope.CENTRE, Scope.DEPARTMENT) or (scope is Scope.COUNTS and bool(roles & AUTHORS))


def instructions_of(
    lines: Sequence[HistoryLine], texts: Mapping[tuple[int, str], str], who: Mapping[int, WhoActed]
) -> tuple[Instruction, ...]:
    """Each instruction that was not erased, with its author as they were; pending until the state changed since."""
    moved = max((line.seq for line in lines if line.state_from is not line.state_to), default=0)
    return tuple(
        Instruction(line.seq, line.at, _author(who[line.seq]), texts[line.seq, "note"], line.seq > moved)
        for line in lines
        if is_instruction(line) and texts.get((line.seq, "note"))
    )


def is_instruction(line: HistoryLine) -> bool:
    """Whether a step is an instruction, not a mere 催办."""
    return line.action is Action.URGE and bool(history.decision_of(line).data.get("instruction"))


def _author(who: WhoActed) -> str:
    return harmless(f"{who.unit} {who.called}".strip())
