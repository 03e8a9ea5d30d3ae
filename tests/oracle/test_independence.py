"""The oracle and the simulated quarter stay second opinions: they import nothing of what they are held against."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Of the whole program the oracle reads the stored history, the simulator the clock file and the stand-in platform.
ALLOWED = {"oracle": {"store.tables"}, "quarter": {"clock", "sandbox"}}
OURS = {path.stem for path in ROOT.glob("*.py")} | {path.parent.name for path in ROOT.glob("*/*.py")}
PROGRAM = OURS - {"tests", "benchmarks", "tools"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


@pytest.mark.parametrize("folder", sorted(ALLOWED))
def test_nothing_of_the_program_but_this_is_imported(folder: str) -> None:
    paths = [path for path in (ROOT / "tests" / folder).glob("*.py") if not path.name.startswith("test_")]
    found = {name for path in paths for name in imported(path) if name.partition(".")[0] in PROGRAM}
    assert len(paths) > 5
    assert {name for name in found if not name.startswith(tuple(ALLOWED[folder]))} == set()
