"""What a text that decides something must hold: a reply its finding (P6), a refusal or ruling its reason (M10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from regulation.indefinite_text import without_batch, without_finding, without_problem, without_reason
from regulation.law import Law
from regulation.need import Content, Need
from regulation.refusals import NotAnAnswer

ONCE = frozenset({Content.REPLY, Content.ASKED})  # asked for again once, then taken as it is
EMPTY = {
    Content.REPLY: without_finding,
    Content.DONE: without_finding,
    Content.ASKED: without_problem,
    Content.REASON: without_reason,
    Content.BATCH: without_batch,
}
CLAUSES = {Content.REPLY: "P6"}
WANTED: Mapping[Content, str] = {
    Content.REPLY: (
        "这不是明确答复（{why}），请写明核实的具体结果、依据的材料。答复期限仍在计算；"
        "仍要按原文答复的，请再发送一次，将标为“答复不明确”，可被退回补充（本系统约定）"
    ),
    Content.ASKED: "没有写明具体问题（{why}），请说明哪里不对；仍要按原文发送的，请再发送一次（本系统约定）",
    Content.DONE: "没有写明具体内容（{why}），请写明做了什么、要做什么；没有具体内容的不予接收（本系统约定）",
    Content.REASON: "没有写明具体理由（{why}），请写明事实和依据；没有具体内容的不予接收（本系统约定）",
    Content.BATCH: "请写明重新归集的批次号或者时间，例如 2026-10-14 批次0712（本系统约定）",
}


def require(need: Need, text: str, law: Law, as_it_is: Collection[str]) -> None:
    """Raise NotAnAnswer for a text without content; `as_it_is` names the fields that were asked for again already."""
    why = _missing(need, text, law)
    once = need.content in ONCE
    if why and not (once and need.field in as_it_is):
        problem = WANTED[need.content].format(why=why)
        clause = CLAUSES.get(need.content, "")
        raise NotAnAnswer(f"{need.label}：{problem}。", field=need.field, clause=clause, may_pass=once)


def taken_as_it_is(needs: Sequence[Need], values: Mapping[str, Any], law: Law) -> list[str]:
    """The fields whose text holds no finding and was taken all the same."""
    asked = [need for need in needs if need.content in ONCE and need.field in values]
    return [need.field for need in asked if _missing(need, values[need.field], law)]


def _missing(need: Need, text: str, law: Law) -> str:
    """ "" where nothing is missing, and under the first edition of the own rules, which knew no such rule."""
    phrases = law.rulebook.policy.phrases
    if need.content is Content.ANY or phrases is None:
        return ""
    return EMPTY[need.content](text, phrases)
