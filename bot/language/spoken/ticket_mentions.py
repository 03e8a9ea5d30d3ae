"""Ticket numbers anywhere in a message, in every spelling: whole, without separators, or the last digits alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

HOLE = "\ue000"  # stands for each character of a number in the copy that is compared with the tables
_MONTH, _DAY = "0[1-9]|1[0-2]", r"0[1-9]|[12]\d|3[01]"
_KIND = r"(?:\s*号)?(?:\s*(?:工单|单子|单|件|异议))?"
_COUNTED = r"(?!\s*(?:[:点时个天日年月元万%]|\.\d))"
_WHOLE = re.compile(
    rf"(?<![a-z\d])(?:cn[\s\-_—–#:]*)?(20\d\d)[-/.]?({_MONTH})[-/.]?({_DAY})[\s\-_—–]*(\d{{1,6}})(?!\d){_COUNTED}"
    rf"(?:\s*g\d{{1,9}}(?!\w))?{_KIND}"
)
_SPACED = re.compile(rf"cn[\s\-_]*(20\d\d)\s?({_MONTH})\s?({_DAY})\s(\d{{4}})(?!\d){_COUNTED}{_KIND}")
_DATE_GOES_ON = r"(?!\s*(?:[前之以上下早晚改修完到至~路线楼门弄文令院室仓选-]|\d))"
_LAST = (
    re.compile(rf"(?:尾号|末尾|末号|编号|单号|工单|单子|no\.?|#)\s*(?:是|为|:)?\s*(\d{{1,6}})(?!\d){_COUNTED}{_KIND}"),
    re.compile(rf"(?<![a-z\d.\-/年月:])((?:{_DAY})-0\d{{3}})(?![a-z\d-]){_COUNTED}{_KIND}"),
    re.compile(rf"(?<![a-z\d.\-/年月:])((?:{_MONTH})(?:{_DAY})-\d{{1,6}})(?![a-z\d-]){_COUNTED}{_KIND}"),
    re.compile(rf"(?<![a-z\d.\-/年月日:点时+])(0\d{{2,5}})(?![a-z\d/-]){_COUNTED}{_KIND}"),
)
_WEAK = (
    re.compile(rf"(?<![a-z\d.\-月年])第?(?<![月年]\s)(\d{{1,6}})\s*号{_DATE_GOES_ON}(?:工单|单子|单|件|异议)?"),
    re.compile(r"第\s*(\d{1,6})\s*[单件](?!次)"),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """`number` is a whole number, "" where only its `last` digits were written (0004, 0917-0004).

    `weak` is what may be something else in a longer text: 4号 is also a day, a house, a line.
    """

    start: int
    end: int
    number: str = ""
    last: str = ""
    weak: bool = False


def mentions(copy: str) -> Sequence[Mention]:
    """All numbers in a plain copy, in order."""
    found: list[Mention] = []
    left = copy
    for whole in (_WHOLE, _SPACED):
        found += [
            Mention(m.start(), m.end(), f"CN-{m[1]}{m[2]}{m[3]}-{int(m[4]):04d}")
            for m in whole.finditer(left)
            if int(m[4])
        ]
        left = without(copy, found)
    for pattern in (*_LAST, *_WEAK):
        more = [
            Mention(m.start(), m.end(), last=m[1], weak=pattern in _WEAK)
            for m in pattern.finditer(left)
            if int(m[1].rpartition("-")[2])
        ]
        found += more
        left = without(left, more)
    return sorted(found, key=lambda each: each.start)


def without(copy: str, found: Sequence[Mention]) -> str:
    """The copy with a hole in place of each number."""
    for each in found:
        copy = copy[: each.start] + HOLE * (each.end - each.start) + copy[each.end :]
    return copy
