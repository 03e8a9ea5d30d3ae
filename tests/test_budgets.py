"""Readability budgets: lengths of functions and files within the limits of CONTRIBUTING.md."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.test_architecture import FOLDERS, ROOT, modules

Lengths = dict[str, int]


def functions(paths: Iterator[Path]) -> Lengths:
    """Lines of every function from `def` to its end, without its docstring and decorators."""
    found: Lengths = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found[f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"] = _lines(node)
    return found


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(node.body) > 1
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def files() -> Lengths:
    return {module.name: len(module.path.read_text(encoding="utf-8").splitlines()) for module in modules()}


def above(lengths: Lengths, limit: int) -> list[str]:
    return sorted(f"{name}: {length}" for name, length in lengths.items() if length > limit)


def share_within(lengths: Lengths, limit: int) -> float:
    return sum(length <= limit for length in lengths.values()) / len(lengths)


def test_functions_are_short() -> None:
    lengths = functions(module.path for module in modules())
    assert above(lengths, 40) == []
    assert share_within(lengths, 25) >= 0.95, above(lengths, 25)
    assert median(lengths.values()) <= 8


def test_files_are_short() -> None:
    lengths = {
        name: length for name, length in files().items() if length > 3
    }  # __init__ files would distort the figures
    assert above(lengths, 300) == []
    assert share_within(lengths, 200) >= 0.95, above(lengths, 200)
    assert median(lengths.values()) <= 80


@pytest.mark.parametrize("folder", ["tests", "benchmarks"])
def test_files_of_tests_are_not_much_longer(folder: str) -> None:
    paths = (ROOT / folder).rglob("*.py")
    assert above({str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}, 400) == []


def test_every_folder_of_code_is_measured() -> None:
    """A new package must join FOLDERS, or nothing here would see it."""
    known = {*FOLDERS, "tests", "benchmarks", "tools"}
    packages = {path.parent.name for path in ROOT.glob("*/*.py")} | {
        path.parent.name for path in ROOT.glob("*/__init__.py")
    }
    assert {name for name in packages if not name.startswith(".")} - known - {"var", "build"} == set()
