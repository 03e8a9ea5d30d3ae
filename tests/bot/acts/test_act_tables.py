"""Everything known of an act is in its record: outside the law and the records hardly a table is keyed by acts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from bot.acts.registry import CHAPTERS
from regulation.states import Action
from tests.test_architecture import Module, modules

RECORDS = {chapter.__name__ for chapter in CHAPTERS}
MOST = 6


def _tables(module: Module) -> Iterator[str]:
    """A module's top-level tables that name more than one act, as keys, members or values."""
    names = [
        target.id
        for node in module.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    for name in names:
        if len(set(_acts(getattr(import_module(module.name), name, None)))) > 1:
            yield f"{module.name}.{name}"


def _acts(value: Any) -> Iterator[Action]:
    if isinstance(value, Action):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from _acts(pair)
    elif isinstance(value, tuple | list | set | frozenset):
        for member in value:
            yield from _acts(member)


def test_few_tables_are_keyed_by_acts() -> None:
    found = [
        table
        for module in modules()
        if module.part != "regulation" and module.name not in RECORDS and "Action" in module.path.read_text("utf-8")
        for table in _tables(module)
    ]
    assert "bot.cards.buttons.FIRST" in found  # self-test of the measure
    assert len(found) <= MOST, found
