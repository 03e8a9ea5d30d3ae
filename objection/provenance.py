"""Provenance check: every package of ours comes from one installation; a file that shadows one stops the program."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent  # site-packages, or the clone
OURS = (
    "archive", "bot", "clock", "doctor", "importer", "objection", "platforms", "quality", "regulation", "sandbox",
    "scheduler", "store", "web",
)  # fmt: skip


def stop_where_shadowed() -> None:
    """Ends the program with one line where a package of ours would come from elsewhere."""
    for name, place in foreign(OURS, ROOT):
        told = f"{place} 遮住了本程序的 {name}，请改名或移走，或检查 PYTHONPATH 和当前文件夹。" if place else ""
        told = told or f"{ROOT} 中没有本程序的 {name}，请重新安装。"
        sys.stderr.write(f"Error: {told}\n")
        sys.exit(1)


def foreign(packages: Iterable[str], root: Path) -> Iterator[tuple[str, str]]:
    """Each package that does not lie in `root`, with the file or folder that would be loaded; "" where there is none.

    Nothing is imported.
    """
    for name in packages:
        place = _place(name)
        if not place or Path(place).resolve() != root / name / "__init__.py":
            yield name, place


def _place(name: str) -> str:
    try:
        spec = find_spec(name)
    except ValueError:  # somebody has put a module of this name among the loaded ones
        return str(getattr(sys.modules[name], "__file__", None) or f"sys.modules[{name!r}]")
    if spec is None:
        return ""
    folders = list(spec.submodule_search_locations or ())  # of a folder without an __init__.py
    return spec.origin or next(iter(folders), "")
