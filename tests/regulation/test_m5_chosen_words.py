"""M5: whatever an act decides in coded form is said in the rulebook's words, by its need, without code of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import regulation
from regulation.case import SYSTEM
from regulation.chosen_words import FACTS, UNSAID, NamesThen, chosen_words, coded_needs
from regulation.decision import Decision
from regulation.law import Law
from regulation.need import Kind, Need
from regulation.need_parsers import options
from regulation.states import Action, Role, State
from regulation.step import Transition
from regulation.transitions import TABLE
from tests.store.district_fixture import NOON, make_law

LAW = make_law()
NAMES = NamesThen({1: "区民政局"}, {1: "张三"}, {1: "CN-20260916-0001"})
WORDS: dict[Kind, tuple[Any, str]] = {
    Kind.MARK: ("SH-2026-1", "SH-2026-1"),
    Kind.NUMBER: (1, "CN-20260916-0001"),
    Kind.SCORE: (4, "4分"),
    Kind.DATE: ("2026-09-20", "2026-09-20 周日"),
    Kind.PAST_DATE: ("2026-09-20", "2026-09-20 周日"),
    Kind.LENGTH: (10, "10个工作日"),
    Kind.YES_NO: (True, "是"),
    Kind.TICK: (True, "是"),
    Kind.DEPARTMENT: (1, "区民政局"),
    Kind.DEPARTMENTS: ([1], "区民政局"),
    Kind.PERSON: (1, "张三"),
    Kind.CLOCK: (3, "第3步起算"),
}


def decision_of(row: Transition, **data: Any) -> Decision:
    return Decision(row.action, SYSTEM, Role.SYSTEM, NOON, 1, "", row.source, row.to, {}, data=data)


def samples(need: Need) -> Iterator[tuple[Any, str]]:
    """Values of a need with the words expected for them."""
    if need.kind in (Kind.CHOICE, Kind.CHOICES):
        for code, label in options(need, LAW).items():
            yield ([code] if need.takes_several else code), label
    else:
        yield WORDS[need.kind]


ROWS = [pytest.param(row, id=f"{row.source}-{row.action}-{place}") for place, row in enumerate(TABLE)]


@pytest.mark.parametrize("row", ROWS)
def test_every_coded_need_is_said_in_words(row: Transition) -> None:
    for need in coded_needs(row.source, row.action):
        for value, words in samples(need):
            decision = decision_of(row, **{need.field: value})
            assert chosen_words(decision, LAW, NAMES) == [(need.label, words)]


@pytest.mark.parametrize("row", ROWS)
def test_no_need_of_a_row_is_left_out(row: Transition) -> None:
    coded = {need.field for need in coded_needs(row.source, row.action)}
    assert {need.field for need in row.needs if not need.private} <= coded


def test_p7_same_code_of_two_lists_is_said_by_the_state() -> None:
    """P4 and P7 have lists of their own, and both have 其他."""
    rows = {row.source: row for row in TABLE if row.action is Action.EXTEND}
    said = {state: chosen_words(decision_of(row, ground="other"), LAW, NAMES) for state, row in rows.items()}
    assert said[State.PLATFORM_REPAIR] == [("延期事由", "其他特殊情况")]
    assert said[State.REPAIRING] == [("延期事由", "其他不可控因素")]


def test_code_of_an_own_list_of_the_district_is_said_as_its_rulebook_says() -> None:
    lists = {**LAW.rulebook.lists, "special_causes": {"flood": "档案库进水"}}
    law = Law(replace(LAW.rulebook, lists=lists), LAW.calendar)
    row = next(row for row in TABLE if row.action is Action.REPLY_SPECIAL)
    assert chosen_words(decision_of(row, cause="flood"), law, NAMES) == [("历史原因", "档案库进水")]


def recorded_facts() -> set[str]:
    """Every fact that the law's effects record, by the keywords in their source."""
    calls = (
        node
        for path in Path(regulation.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record"
    )
    return {keyword.arg for call in calls for keyword in call.keywords if keyword.arg}


def test_every_recorded_fact_has_a_label() -> None:
    """A fact that an effect adds to the record needs one word in `FACTS`, or the dossier prints its English key."""
    assert recorded_facts() - set(FACTS) - UNSAID == set()


def test_a_provisional_verdict_and_its_recount_are_said() -> None:
    row = next(row for row in TABLE if row.action is Action.ACCEPT)
    said = chosen_words(decision_of(row, provisional=["收办意见"]), LAW, NAMES)
    assert said == [("暂定的认定（本系统约定）", "收办意见")]
    recounts = [
        {"kind": "收办意见", "old": "超期", "new": "按时", "turned": True},
        {"kind": "部门修正", "old": "按时", "new": "超期", "turned": False},
        {"kind": "转交", "old": "按时", "new": "按时", "turned": True},
    ]
    assert chosen_words(decision_of(row, settled=recounts), LAW, NAMES) == [
        ("重新认定（本系统约定）", "收办意见超期→按时；部门修正按时→超期，未自动更正，由督办决定；转交仍为按时")
    ]
