"""What an act decided in coded form, in the rulebook's words: one function over the act's needs (M5, M10, G7, P7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from regulation.decision import Decision
from regulation.law import Law
from regulation.need import Kind, Need
from regulation.need_parsers import options
from regulation.shanghai import dated
from regulation.states import Action, State
from regulation.transitions import TABLE, TRANSITIONS

DEPARTMENTS = (Kind.DEPARTMENT, Kind.DEPARTMENTS)
FACTS: Mapping[str, str] = {  # what effects record beside the needs, with its label
    "deviation": "再次要求补正",
    "late_supplement": "逾期补正",
    "beyond_limit": "预计修正日期晚于期限",
    "promise_kept": "按预计修正日期完成",
    "returned_by": "退回部门",
    "own_department": "提出方在责任部门任职",
    "rejected": "不认可的结果",
    "was": "原结束方式",
    "old": "原认定",
    "kind": "期限",
    "total": "延长后工作日总数",
    "beyond_cap": "超过原则上的上限",
    "moved": "重算的期限",
    "provisional": "暂定的认定（本系统约定）",
    "settled": "重新认定（本系统约定）",
    "as_it_is": "按原文发送",
    "indefinite": "答复不明确（本系统约定）",
    "instruction": "批示",
    "ex_officio": "依职权继续办理（本系统约定）",
    "to_platform": "退回平台核查（本系统约定）",
    "promised_before": "原预计修正日期",
    "told": "已告知的事项",
    "told_on": "告知日期",
    "untold": "未能告知的事项",
    "waited": "其中待批工作日",
}
UNSAID = frozenset({"calendar"})  # printed with the limit that it counted


@dataclass(frozen=True, slots=True)
class NamesThen:
    """Names of departments, people and cases by their numbers, as they were at the act."""

    departments: Mapping[int, str]
    people: Mapping[int, str]
    numbers: Mapping[int, str]


def chosen_words(decision: Decision, law: Law, names: NamesThen) -> list[tuple[str, str]]:
    """(label, words) of every coded input and recorded fact of an act, in the order they are asked for."""
    needs = coded_needs(decision.state_from, decision.action)
    said = [(need.label, _words(need, decision, law, names)) for need in needs if need.field in decision.data]
    facts = [key for key in decision.data if key not in UNSAID and key not in {need.field for need in needs}]
    return said + [(FACTS.get(key, key), _fact(key, decision.data[key], names)) for key in facts]


@cache
def coded_needs(state: State | None, action: Action) -> tuple[Need, ...]:
    """Every need of an act in this state that is stored in coded form, each once.

    By the state, because 延期 chooses from another list in each; of any state where the table has lost this row.
    """
    return tuple(need for need in _needs(state, action) if not need.private)


def text_labels(state: State | None, action: Action) -> Mapping[str, str]:
    """The label by which an act in this state asks for each of its free texts."""
    return {need.field: need.label for need in _needs(state, action) if need.private}


def _needs(state: State | None, action: Action) -> tuple[Need, ...]:
    rows = TRANSITIONS.get((state, action)) or [row for row in TABLE if row.action is action]
    found: dict[str, Need] = {}
    for row in rows:
        for need in row.needs:
            found.setdefault(need.field, need)
    return tuple(found.values())


def departments_named(decision: Decision) -> set[int]:
    """Every department that an act concerns: the actor's, and those it names."""
    found = {decision.actor.department_id or 0, decision.data.get("returned_by") or 0, *_ids(decision, *DEPARTMENTS)}
    return (found | {op.department_id or 0 for op in decision.clock_ops}) - {0}


def people_named(decision: Decision) -> set[int]:
    """Every colleague whom an act names."""
    return set(_ids(decision, Kind.PERSON))


def _ids(decision: Decision, *kinds: Kind) -> Iterator[int]:
    for need in coded_needs(decision.state_from, decision.action):
        if need.kind in kinds and decision.data.get(need.field):
            value = decision.data[need.field]
            yield from value if isinstance(value, list) else [value]


def _words(need: Need, decision: Decision, law: Law, names: NamesThen) -> str:
    value = decision.data[need.field]
    each = value if isinstance(value, list) else [value]
    spell = _SPELLED.get(need.kind)
    if spell is not None:
        return "、".join(spell(one, names) for one in each)
    choices = options(need, law)
    return "、".join(choices.get(str(one), _plain(one)) for one in each)


def _named(map_of: Callable[[NamesThen], Mapping[int, str]], unknown: str) -> Callable[[Any, NamesThen], str]:
    return lambda value, names: map_of(names).get(value, f"{unknown}{value}")


_SPELLED: Mapping[Kind, Callable[[Any, NamesThen], str]] = {
    Kind.DATE: lambda value, _: dated(date.fromisoformat(value)),
    Kind.PAST_DATE: lambda value, _: dated(date.fromisoformat(value)),
    Kind.LENGTH: lambda value, _: f"{value}个工作日",
    Kind.SCORE: lambda value, _: f"{value}分",
    Kind.DEPARTMENT: _named(lambda names: names.departments, "部门"),
    Kind.DEPARTMENTS: _named(lambda names: names.departments, "部门"),
    Kind.PERSON: _named(lambda names: names.people, "人员"),
    Kind.NUMBER: _named(lambda names: names.numbers, ""),
    Kind.CLOCK: lambda value, _: f"第{value}步起算",
}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def _fact(key: str, value: Any, names: NamesThen) -> str:
    if key == "returned_by":
        return names.departments.get(value, _plain(value))
    if key == "total":
        return f"{value}个工作日"
    if key == "moved":
        return "；".join(f"{one['kind']}由{_day(one['old'])}改为{_day(one['new'])}" for one in value) or "无"
    if key == "provisional":
        return "、".join(value)
    if key == "settled":
        return "；".join(map(_settled, value))
    return _plain(value)


def _settled(one: Mapping[str, Any]) -> str:
    """A verdict that turned, or that stands; one that would turn against somebody is left to the supervising office."""
    if one["old"] == one["new"]:
        return f"{one['kind']}仍为{one['old']}"
    return f"{one['kind']}{one['old']}→{one['new']}" + ("" if one["turned"] else "，未自动更正，由督办决定")


def _day(text: str) -> str:
    return dated(date.fromisoformat(text))
