"""The name of each text that somebody wrote with a step, as cards and pages show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.view import View
from regulation.transitions import TABLE

LABELS: Mapping[str, str] = {need.field: need.label for row in TABLE for need in row.needs} | {
    "source": "数据来源",
    "records": "纠错内容",
    "doubt": "纠错说明",
    "scenario": "佐证说明",
    "again": "重新提出，原工单",
    "items": "需补正",
    "other": "其他需补正",
    "ground": "情形",
    "clause": "依据条款",
    "details": "逐项缺什么",
    "reason": "理由",
    "finding": "核实结果",
    "basis": "依据",
    "way": "处理方式",
    "steps": "流程",
    "cause": "历史原因",
    "explanation": "说明",
    "done": "处理情况",
    "batch": "重新归集",
    "rule": "适用的规定",
    "stage": "问题环节",
    "left": "仍有的问题",
    "note": "备注",
    "words": "评价",
    "deviation": "再次要求补正的理由",
    "heard": "意见来源",
}


def labelled(view: View) -> Iterator[tuple[str, str]]:
    """The texts people wrote, each labelled with its step and field, in chronological order."""
    for key, text in view.texts.items():
        yield label_of(key), text
    for each in view.instructions:
        yield f"批示（{each.by}）", each.text


def label_of(key: str) -> str:
    action, _, field = key.rpartition(":")
    label = LABELS.get(field, field)
    return f"{action}·{label}" if action else label
