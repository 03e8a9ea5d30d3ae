"""Checklist of requested items; the supplement is complete when each numbered item has an answer (P3)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import Draft, Gathered, Json, Question
from bot.inspection.inspection_notice import attachment_warnings
from bot.language.punctuation import PAUSES
from bot.language.text import folded
from bot.ports import Call, CallKind, Card

if TYPE_CHECKING:
    from bot.context import Context

DONE = "items"  # internal key: the numbers already answered
HOW = "可以逐项补正：开头写序号，例如“1 电话 021-12345678”，各项都补齐即算补正完毕。"
_NUMBERED = re.compile(rf"(\d{{1,2}})\s*[{re.escape(PAUSES)})]\s*\S")

Asked = Callable[["Context", Draft], Sequence[str]]  # the items, in the order of their numbers


def checklist(question: Question, asked: Asked) -> Question:
    """A question answered in pieces; it ends when every item has an answer that begins with its number."""

    def ask(ctx: Context, draft: Draft) -> Card:
        card, items, done = question.ask(ctx, draft), asked(ctx, draft), _done(draft, question.name)
        lines = [f"{'✓' if i in done else '□'} {i}. {item}" for i, item in enumerate(items, 1)]
        return replace(card, body="\n".join([*lines, *([HOW] if items else []), card.body]))

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        items, done = asked(ctx, draft), _done(draft, question.name)
        piece = question.read(ctx, draft, call)
        if not isinstance(piece, Gathered):
            return piece
        number = _number(call, len(items))
        done = sorted({*done, number} - {0})
        gathered = {**piece.value, DONE: done}
        if question.finish and number and len(done) == len(items):
            draft.partial[question.name] = gathered
            alarm = attachment_warnings(ctx.session, ctx.vault, draft.id).alarm
            return Gathered(gathered, alarm) if alarm else question.finish(ctx, draft, gathered)
        return Gathered(gathered, f"已记下第{number}项。" if number else piece.said)

    def part(ctx: Context, draft: Draft, number: int, words: str) -> Gathered | None:
        """修改第2项 …: the line that answered this item is replaced."""
        items, pieces = asked(ctx, draft), draft.partial.get(question.name) or {}
        if not 1 <= number <= len(items):
            return None
        before = str(pieces.get("words", "")).split("\n") if len(items) > 1 else []
        lines = [line for line in before if _number_of(line, len(items)) != number]
        text = "\n".join([*filter(None, lines), f"{number} {words}"])
        done = sorted({*_done(draft, question.name), number})
        return Gathered({**pieces, "words": text, DONE: done}, f"已修改第{number}项。")

    return replace(question, ask=ask, read=read, part=part)


def _number(call: Call, most: int) -> int:
    """The item number that a piece of text begins with, 0 where there is none."""
    return _number_of(call.text, most) if call.kind is CallKind.TEXT else 0


def _number_of(text: str, most: int) -> int:
    found = _NUMBERED.match(folded(text).strip())
    return int(found[1]) if found and 1 <= int(found[1]) <= most else 0


def _done(draft: Draft, name: str) -> list[int]:
    kept: list[int] = (draft.partial.get(name) or {}).get(DONE, [])
    return kept
