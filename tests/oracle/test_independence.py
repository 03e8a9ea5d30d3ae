"""Independence of the oracle and the simulated quarter: they import nothing of the code that they check."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# The oracle may import the stored history only, the simulation the clock file and the stand-in platform.
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
def test_only_listed_imports_of_the_program(folder: str) -> None:
    paths = [path for path in (ROOT / "tests" / folder).glob("*.py") if not path.name.startswith("test_")]
    found = {name for path in paths for name in imported(path) if name.partition(".")[0] in PROGRAM}
    assert len(paths) > 5
    assert {name for name in found if not name.startswith(tuple(ALLOWED[folder]))} == set()
