"""…办补贴的时候发现的 完成: a text that ends with 完成 is the last piece of its answer (G3)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.forms import drafts, engine, navigation
from bot.ports import Card
from bot.understanding.in_form import answer_in_form

if TYPE_CHECKING:
    from bot.command_line import Words
    from bot.context import Context, Draft

_ENDS = re.compile(r"(?P<words>.*\S)[\s,，。;；、]+(?:完成|完毕|发完了|就这些)[\s。.!！]*", re.DOTALL)


def last_piece(ctx: Context, draft: Draft, words: Words) -> Card:
    """The card after a message that is no exact command; where it ends the answer, that of the next question."""
    question = engine.form_of(ctx, draft).question(draft.step, draft.answers)
    ends = _ENDS.fullmatch(ctx.call.text) if question is not None and question.finish is not None else None
    if question is None or ends is None:
        return answer_in_form(ctx, draft, words)
    before = draft.partial.get(question.name)
    call = replace(ctx.call, text=ends["words"])
    card, now = answer_in_form(replace(ctx, call=call), draft, words), drafts.active(ctx)
    taken = now is not None and now.step == question.name and now.partial.get(question.name) != before
    return navigation.done(ctx, "") if taken else card
