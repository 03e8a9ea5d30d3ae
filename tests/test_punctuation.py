"""Chinese texts have full-width punctuation; codes, times and patterns keep ASCII."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = [
    "archive",
    "bot",
    "doctor",
    "importer",
    "objection/asgi",
    "objection/cli",
    "platforms",
    "quality",
    "regulation",
    "sandbox",
    "scheduler",
    "store",
    "web",
]
SOURCES = sorted(path for name in FOLDERS for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts)
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff”」）][,;?!(]|[\u4e00-\u9fff”」）]:(?![a-z_{%])|[,;(][\u4e00-\u9fff]")
PATTERN = re.compile(r"[\\|]|\(\?|\]\*")  # a regular expression takes what people type


def told(source: str) -> Iterator[tuple[int, str]]:
    """The texts of a module that are not its docstrings."""
    tree = ast.parse(source)
    notes = {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in notes:
            yield node.lineno, node.value


def test_no_half_width_sign_beside_chinese() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in SOURCES
        for line, text in told(path.read_text(encoding="utf-8"))
        if HALF_WIDTH.search(text) and not PATTERN.search(text)
    ]
    assert not found
