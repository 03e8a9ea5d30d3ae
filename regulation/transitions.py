"""TRANSITIONS is the whole law as one state transition table: what has no row is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from regulation.states import Action, State
from regulation.step import Transition
from regulation.table import any_time_rows, department_rows, platform_rows, prescreen_rows, result_rows

CHAPTERS = (prescreen_rows, platform_rows, department_rows, result_rows, any_time_rows)  # in the law's order
TABLE: tuple[Transition, ...] = tuple(row for chapter in CHAPTERS for row in chapter.ROWS)


def _indexed(table: Iterable[Transition]) -> Mapping[tuple[State | None, Action], tuple[Transition, ...]]:
    index: dict[tuple[State | None, Action], tuple[Transition, ...]] = {}
    for row in table:
        index[row.source, row.action] = (*index.get((row.source, row.action), ()), row)
    return index


TRANSITIONS = _indexed(TABLE)

OWN_ACTS = frozenset(Action) - {row.action for row in TABLE if row.applies_in(1)}  # 本系统约定: no clause has them
