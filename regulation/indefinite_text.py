"""Text without a finding (P6, M10): the rulebook's patterns say which clauses only tell that work is going on."""

from __future__ import annotations

import re
from collections.abc import Callable

from regulation.rulebook import Phrases

_CLAUSES = re.compile(r"[，,。；;！!？?：:、…\s（）()“”\"「」]+")
_MARKS = re.compile(r"[\W_]+")
_LABEL = re.compile(r"[（）、，]|或者|实际|的")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
SHORT, REPEATED, HOLLOW = "不足四个字", "只有重复的字", "没有具体内容，或者只说工作还在进行"


def without_finding(text: str, phrases: Phrases) -> str:
    """Why a reply holds no finding (P6), "" where it holds one; 已改, 属实 are enough by themselves."""
    plain = _plain(text)
    if len(plain) < phrases.minimum and phrases.definite.search(plain) and not phrases.going_on.search(plain):
        return ""
    return _short(text, phrases) or _hollow(text, lambda clause: _finds(clause, phrases))


def without_reason(text: str, phrases: Phrases) -> str:
    """Why a text is no reason of a refusal, return or ruling (M10), "" where it is one."""
    return _short(text, phrases) or _hollow(text, lambda clause: _reasons(clause, phrases))


def without_problem(text: str, phrases: Phrases) -> str:
    """Why a proposer's text names no problem, "" where it names one: 仍未更正 is one."""
    if phrases.unmended.search(_plain(text)):
        return ""
    return without_finding(text, phrases)


def without_batch(text: str, phrases: Phrases) -> str:
    """Why a text names neither batch nor time of the re-collection (P8), "" where it does."""
    named = phrases.batch.search(text) is not None and phrases.no_batch.match(_plain(text)) is None
    return "" if named else HOLLOW


def names_nothing(text: str, label: str, phrases: Phrases) -> bool:
    """Whether a text about one item of a supplement says no more than the item's own label (P3)."""
    rest = _plain(text)
    for word in sorted(_LABEL.split(label), key=len, reverse=True):
        rest = rest.replace(word, "") if word else rest
    return not _left(phrases.unnamed.sub("", rest))


def _finds(clause: str, phrases: Phrases) -> bool:
    if _goes_on(clause, phrases) or phrases.no_result.search(clause):
        return False
    return phrases.definite.search(clause) is not None or _left(phrases.hollow.sub("", clause))


def _reasons(clause: str, phrases: Phrases) -> bool:
    return not _goes_on(clause, phrases) and _left(phrases.blank.sub("", clause))


def _goes_on(clause: str, phrases: Phrases) -> bool:
    """Whether it only tells that work is going on: 档案灭失无法核实 names a fact before it."""
    found = phrases.going_on.search(clause)
    return found is not None and phrases.definite.search(clause[: found.start()]) is None


def _left(rest: str) -> bool:
    return len(_HAN.findall(rest)) >= 2


def _short(text: str, phrases: Phrases) -> str:
    plain = _plain(text)
    if len(plain) < phrases.minimum:
        return SHORT
    return REPEATED if len(set(plain)) <= 2 else ""


def _hollow(text: str, holds: Callable[[str], bool]) -> str:
    return "" if any(holds(_plain(clause)) for clause in _CLAUSES.split(text)) else HOLLOW


def _plain(text: str) -> str:
    return _MARKS.sub("", text)
