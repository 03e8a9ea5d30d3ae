"""One answer for every input of every act: an act takes what it asks for and ignores the rest."""

from __future__ import annotations

from typing import Any

from regulation.case import Case
from regulation.states import Action, State
from tests.regulation.case_run import CIVIL, HANDLER, ITEMS, MARKET

WORDS = "经核实，登记日期应为2021年3月1日"
TEXTS = (
    "finding", "basis", "reason", "done", "way", "steps", "explanation", "deviation", "other", "heard", "correction",
    "words", "called",
)  # fmt: skip
GIVEN: dict[str, Any] = {
    **dict.fromkeys(TEXTS, WORDS),
    "note": WORDS,
    "ground": "regather",
    "rule": "中华人民共和国行政复议法",
    "administrative_act": True,
    "other_remedy": True,
    **ITEMS,
    "stage": "cleaning",
    "recollected": True,
    "batch": "2026-08-28第1批",
    "department_id": CIVIL,
    "target": "responsible",
    "order": "SH-2026-0001",
    "suggested_department_id": MARKET,
    "related_ids": [MARKET],
    "handler_id": HANDLER.person_id,
    "handler_department_id": CIVIL,
    "cause": "no_original",
    "days": 10,
    "score": 5,
    "root_id": 7,
    "answer": "无人接听",
    "letter": "已寄出",
    "start_seq": 1,
    "kind": "收办意见",
    "verdict": "不计",
}


def inputs(case: Case, action: Action) -> dict[str, Any]:
    """What this act takes of a case: grounds differ by act, a correction names a limit that has its verdict."""
    grounds = {Action.DECLINE: "not_public_data"}
    if case.state is State.PLATFORM_REPAIR:
        grounds[Action.EXTEND] = "volume"
    given = GIVEN | {"ground": grounds.get(action, GIVEN["ground"])}
    judged = next((clock for clock in case.clocks if clock.verdict is not None), None)
    if action is Action.CORRECT_VERDICT and judged is not None:
        given |= {"start_seq": judged.start_seq, "kind": judged.kind.value, "department_id": judged.department_id}
    return given
