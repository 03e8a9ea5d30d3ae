"""Canary strings planted in a ticket and who may read each, written by hand from SECURITY.md (M4, M9).

A proposer reads their own words, what is told to them, and with the notice the department's; the centre reads all but
the telephone; departments that handle the ticket read claim and answers; whoever oversees reads numbers and dates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from regulation.states import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(StrEnum):
    """Somebody's part in the ticket, as far as reading goes."""

    OWN = "异议提出方"
    CENTRE = "中心"
    DEPARTMENT = "承办部门"
    COUNTS = "督办"
    NOTHING = "无关"


OWNER, CENTRE, LEAD = Part.OWN, Part.CENTRE, Part.DEPARTMENT


@dataclass(frozen=True, slots=True)
class Canary:
    """`parts` may read it; its owner only after the result notice (`told`: M14, T29), or once it is `granted`."""

    token: str
    parts: frozenset[Part]
    told: bool = False
    granted: bool = False

    def may_read(self, part: Part, state: State, *, granted: bool = False) -> bool:
        if part is OWNER and self.told:
            return state in (State.CONFIRMING, State.CLOSED)
        if part is OWNER and self.granted:
            return granted
        return part in self.parts


def _for(*parts: Part, told: bool = False, granted: bool = False) -> tuple[frozenset[Part], bool, bool]:
    return frozenset(parts), told, granted


CLAIM = TO_PROPOSER = _for(OWNER, CENTRE, LEAD)
RESULT = _for(OWNER, CENTRE, LEAD, told=True)
LONGER = _for(OWNER, CENTRE, LEAD, granted=True)  # the proposer hears of a longer limit with the reason (own rule)
PRESCREEN = _for(OWNER, CENTRE)  # between the centre and the proposer: no department had it yet
INTERNAL = _for(CENTRE, LEAD)  # between departments and the centre: return, ruling, extension, joint handling
INSTRUCTION = _for(CENTRE, LEAD, Part.COUNTS)  # a leader's, read by whoever oversees
CENTRES = _for(CENTRE)  # the centre's own note of its deviation
THEIRS = _for(OWNER)  # a phone number is masked for everybody else

_TABLE: Mapping[str, tuple[str, tuple[frozenset[Part], bool, bool]]] = {
    # the proposer
    "name": ("张伟", CLAIM),
    "unit": ("探针单位", CLAIM),
    "phone": ("13955550101", THEIRS),
    "own phone": ("13800000001", THEIRS),
    # the objection
    "records": ("探针纠错内容", CLAIM),
    "doubt": ("探针纠错说明", CLAIM),
    "scenario": ("探针业务场景", CLAIM),
    "file": ("探针文件名", CLAIM),
    "returned file": ("探针退回附件", INTERNAL),
    "special file": ("探针特例附件", TO_PROPOSER),
    "repair file": ("探针修正附件", RESULT),
    "supplement": ("探针补正词", CLAIM),
    "second supplement": ("探针再补正", CLAIM),
    "cooperation": ("探针配合情况", CLAIM),
    "unwilling": ("探针不同意", CLAIM),
    "rejection": ("探针不认可", CLAIM),
    "withdrawal": ("探针撤回", CLAIM),
    "evaluation": ("探针评价", CLAIM),
    # between the centre and the proposer
    "missing": ("探针需补正", PRESCREEN),
    "justified": ("探针正当理由", PRESCREEN),
    "declined": ("探针不收办", PRESCREEN),
    "abandoned": ("探针放弃", PRESCREEN),
    "deviation": ("探针再次要求", CENTRES),
    "heard": ("探针来电", INTERNAL),
    "silent": ("探针未配合", TO_PROPOSER),
    "unanswered": ("探针未答复", TO_PROPOSER),
    "unaccepted": ("探针未认可", TO_PROPOSER),
    "scope": ("探针不适用", PRESCREEN),
    "corrected reply": ("探针更正答复", TO_PROPOSER),
    "corrected notice": ("探针更正告知", TO_PROPOSER),
    "longer": ("探针延期理由", LONGER),
    "new date": ("探针新日期", TO_PROPOSER),
    "source right": ("探针源数据", TO_PROPOSER),
    # internal
    "corrected check": ("探针更正核查", INTERNAL),
    "followed up": ("探针跟进", INTERNAL),
    "special again": ("探针再申请", INTERNAL),
    "incomplete": ("探针补充答复", INTERNAL),
    "no batch": ("探针退回反馈", INTERNAL),
    "undone": ("探针恢复", INTERNAL),
    "checked": ("探针复核", INTERNAL),
    "out of reach": ("探针联系不上", INTERNAL),
    "called": ("探针通话", PRESCREEN),
    "accepting": ("探针收办备注", INTERNAL),
    "basis": ("探针转交依据", INTERNAL),
    "returned": ("探针退回依据", INTERNAL),
    "ruling": ("探针裁定依据", INTERNAL),
    "joint": ("探针协同理由", INTERNAL),
    "related": ("探针协同完成", INTERNAL),
    "approved": ("探针批准理由", INTERNAL),
    "correction": ("探针更正理由", INTERNAL),
    "urging": ("探针催办语", INSTRUCTION),
    # told to the proposer
    "platform": ("探针平台原因", TO_PROPOSER),
    "found": ("探针需配合", TO_PROPOSER),
    "way": ("探针方式", TO_PROPOSER),
    "steps": ("探针流程", TO_PROPOSER),
    "explanation": ("探针特例说明", TO_PROPOSER),
    "told": ("探针告知备注", TO_PROPOSER),
    "finding": ("探针核实结果", TO_PROPOSER),  # a definite reply is to the proposer (G4, P6)
    "proof": ("探针核实依据", TO_PROPOSER),
    "done": ("探针处理情况", RESULT),
    "repaired": ("探针平台修复", RESULT),
    "city": ("探针市平台反馈", RESULT),
    "batch": ("探针批次", RESULT),
}
CANARIES: Mapping[str, Canary] = {name: Canary(token, *rule) for name, (token, rule) in _TABLE.items()}


EXPRESSLY: Mapping[tuple[str, Part], frozenset[str]] = {
    ("联系方式", CENTRE): frozenset({"phone", "own phone"}),  # shown to phone a proposer; masked everywhere else (M14)
    ("查阅记录", Part.NOTHING): frozenset({"name"}),  # who read what is named to the audit administrator alone (C8)
}  # what a command shows to people who ask for exactly that


def word(name: str) -> str:
    """The canary string of this name."""
    return CANARIES[name].token


def leaks(text: str, part: Part, state: State, *, besides: Iterable[str] = (), granted: bool = False) -> list[str]:
    """The names of canaries in the text that this viewer may not read, except those expressly asked for.

    `granted`: the longer limit was granted, no longer only applied for.
    """
    shown = {name: canary for name, canary in CANARIES.items() if canary.token in text and name not in besides}
    return [name for name, canary in shown.items() if not canary.may_read(part, state, granted=granted)]
