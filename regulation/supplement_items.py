"""The one supplement names for every item what exactly is missing (P3 一次性告知; own rule from edition 2 on)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from regulation.indefinite_text import names_nothing
from regulation.refusals import BadValue
from regulation.step import Step

_NUMBERED = re.compile(r"(?:^|(?<=[\s；;。，,]))(\d{1,2})\s*[.．、:：)）\s]\s*")
_BETWEEN = re.compile(r"[\n；;]+")
_EDGES = " \t\n；;，,。.、"


def name_each(step: Step) -> None:
    """Replace the text with one line for each item: its label, and what is missing."""
    labels = [step.law.rulebook.lists["supplement_items"][code] for code in step.given.get("items", ())]
    if labels:
        parts = _parts(str(step.given.get("details", "")), len(labels))
        if parts is None:
            raise _unnamed(f"请逐项写明缺什么，共{len(labels)}项：{_listed(labels)}", "details")
        for label, part in zip(labels, parts, strict=True):
            _require(step, part, label, "details")
        step.texts["details"] = "；".join(f"{label}：{part}" for label, part in zip(labels, parts, strict=True))
    if "other" in step.given:
        _require(step, step.given["other"], "", "other")


def _require(step: Step, part: str, label: str, field: str) -> None:
    phrases = step.law.rulebook.policy.phrases
    if phrases is not None and names_nothing(part, label, phrases):
        what = f"“{label}”" if label else "补正内容"
        raise _unnamed(f"{what}没有写明具体缺什么，请写清楚，例如“缺注销通知书截图”", field)


def _unnamed(problem: str, field: str) -> BadValue:
    return BadValue(f"需要补正的内容：{problem}（本系统约定）。", field=field, clause="P3")


def _listed(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else "；".join(f"{i} {label}" for i, label in enumerate(labels, 1))


def _parts(text: str, count: int) -> list[str] | None:
    """The text of each item, by number or by line; None where there are not as many."""
    pieces = _NUMBERED.split(text)
    if pieces[1::2] == [str(i) for i in range(1, count + 1)]:
        found = pieces[2::2]
    elif count == 1:
        found = [text]
    else:
        found = _BETWEEN.split(text) if len(pieces) == 1 else []
    trimmed = [_BETWEEN.sub("，", part.strip(_EDGES)) for part in found if part.strip(_EDGES)]
    return trimmed if len(trimmed) == count else None
