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
READS_BRACKETS = {
    "bot/language/spoken/plain_copy.py",
    "bot/language/spoken/quotations.py",
    "bot/language/text.py",
    "regulation/indefinite_text.py",
}
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


def test_quotation_marks_are_chinese_ones() -> None:
    """GB/T 15834: “ ” and ‘ ’; corner brackets are read (people's phones type them), never written."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in SOURCES
        for line, text in told(path.read_text(encoding="utf-8"))
        if re.search("[「」『』]", text) and path.relative_to(ROOT).as_posix() not in READS_BRACKETS
    ]
    found += [str(path) for path in (ROOT / "web" / "templates").rglob("*.html") if "「" in path.read_text("utf-8")]
    assert not found


def test_no_half_width_sign_beside_chinese() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in SOURCES
        for line, text in told(path.read_text(encoding="utf-8"))
        if HALF_WIDTH.search(text) and not PATTERN.search(text)
    ]
    assert not found
