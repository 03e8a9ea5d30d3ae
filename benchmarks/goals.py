"""Goals of a benchmark: each figure printed beside its goal, exit code 1 where one was missed."""

from __future__ import annotations

import sys


class Goals:
    """Prints each figure beside its goal; `end` ends the program with code 1 where one was missed."""

    def __init__(self) -> None:
        self._missed = 0

    def at_least(self, name: str, figure: float, goal: float, unit: str = "x") -> None:
        self._line(name, figure, "≥", goal, unit, figure >= goal)

    def at_most(self, name: str, figure: float, goal: float, unit: str = "x") -> None:
        self._line(name, figure, "≤", goal, unit, figure <= goal)

    def end(self) -> None:
        sys.exit(1 if self._missed else 0)

    def _line(self, name: str, figure: float, sign: str, goal: float, unit: str, held: bool) -> None:
        self._missed += not held
        print(f"{'pass' if held else 'FAIL'}  {name}: {figure:.2f} {unit} (goal {sign} {goal:g})", flush=True)
