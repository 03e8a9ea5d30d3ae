"""Coverage of the regulation: each cited clause has a test file, each trap of traps.md has its tests."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from regulation.transitions import TABLE
from tests.regulation.case_run import RULEBOOK
from tests.test_architecture import modules

HERE = Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
CLAUSES = [*(f"M{n}" for n in range(1, 17)), *(f"G{n}" for n in range(1, 8)), *(f"P{n}" for n in range(1, 11))]
BINDING = [clause for clause in CLAUSES if clause != "M1"]
TRAPS = [f"T{n:02}" for n in range(1, 49)]
ROW = re.compile(r"^\| (?P<id>[MGPT]\d+) \| (?P<rest>.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([^`]+\.py)(?:::(\w+))?`")
CITED = re.compile(r"\b([MGP]\d{1,2})\b")


def row_of(name: str) -> str:
    found = [match["rest"] for match in ROW.finditer(README) if match["id"] == name]
    assert len(found) == 1, f"{name} stands {len(found)} times in README.md"
    return found[0]


def named_tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("clause", BINDING)
def test_a_clause_has_its_file(clause: str) -> None:
    files = sorted(HERE.glob(f"test_{clause.lower()}_*.py"))
    assert files, f"{clause} has no test_{clause.lower()}_*.py"
    assert any(named_tests(file) for file in files)
    named = {name for name, _ in NAMED.findall(row_of(clause))}
    assert {file.name for file in files} <= named


def test_what_binds_nobody_says_so() -> None:
    assert row_of("M1").startswith("none: ")


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_has_tests_that_exist(trap: str) -> None:
    named = NAMED.findall(row_of(trap))
    assert named
    for file, test in named:
        assert test in named_tests((HERE / file).resolve()), f"{trap}: {file}::{test}"


def test_every_clause_that_is_cited_is_one_of_the_regulations() -> None:
    """In rows of the law, in the rulebook, and in what modules and functions say of themselves."""
    cited = {row.clause for row in TABLE} | set(RULEBOOK.clauses)
    cited |= {ground.clause for ground in RULEBOOK.decline_grounds.values()}
    cited |= {limit.clause for limit in RULEBOOK.limits.values()}
    for module in modules():
        cited |= {clause for text in docstrings(module.tree) for clause in CITED.findall(text)}
    assert cited - set(CLAUSES) == set()
    assert cited & set(BINDING) >= {row.clause for row in TABLE}


def docstrings(tree: ast.Module) -> list[str]:
    documented = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, documented)]
