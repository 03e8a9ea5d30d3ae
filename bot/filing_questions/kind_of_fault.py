"""The kind of a fault (M3): a button, its word or everyday words; whatever more was typed is kept in its own item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import Draft, Json, Question
from bot.forms.fields import choice_question
from bot.language.text import clean, quoted
from bot.ports import Call, CallKind, Option
from bot.sentences.filing_sentence import divided
from bot.sentences.kind_terms import is_bare, kind_in
from bot.sentences.sentence_cues import SHOULD
from regulation.refusals import BadValue
from regulation.shanghai import local_date
from store.catalogue.named_entries import one_to_one

if TYPE_CHECKING:
    from bot.context import Context

AHEAD: Mapping[str, str] = {"records": "纠错内容", "doubt": "纠错说明"}  # items that a longer reply may already answer
LONG = 6
_CORRECTS = re.compile(rf"(?:不对|不是|[说写打填搞]错了?)[\s,;。:!]+.*?(?:{SHOULD.pattern}|是)")


def kind_question() -> Question:
    question = choice_question("kind", "类型", "是哪一类问题？", _options)

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        try:
            return question.read(ctx, draft, call)
        except BadValue as refusal:
            if call.kind is not CallKind.TEXT:
                raise
            kept, corrects = _kept(draft, clean(call.text)), _CORRECTS.match(one_to_one(call.text)) is not None
            if corrects and not kept:
                raise BadValue(_which_item(clean(call.text)), field="kind") from None
            if not corrects and (name := _names(ctx).get(kind_in(call.text))):
                return name
            raise BadValue(f"{kept}请再选择类型。" if kept else refusal.text, field="kind") from None

    return replace(question, read=read)


def _which_item(text: str) -> str:
    return f"{quoted(text, 40)}没有填入。要改前面填的内容，请发送例如“修改第3项 新的内容”；这里请选择类型。"


def _names(ctx: Context) -> Mapping[str, str]:
    return ctx.laws.on(local_date(ctx.now)).rulebook.lists["kinds"]


def _options(ctx: Context, draft: Draft) -> Sequence[Option]:  # noqa: ARG001
    return [Option(text, text) for text in _names(ctx).values()]


def _kept(draft: Draft, text: str) -> str:
    """What was written ahead goes to items that are still open; a sentence that says which."""
    if is_bare(text) or (len(text) < LONG and not SHOULD.search(one_to_one(text))):
        return ""
    said = divided(text)
    filled = {item: getattr(said, item) for item in AHEAD if item not in draft.answers and len(getattr(said, item)) > 1}
    draft.answers.update(filled)
    return f"已先记入{'、'.join(AHEAD[item] for item in filled)}。" if filled else ""
