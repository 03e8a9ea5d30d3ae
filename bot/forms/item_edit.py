"""修改第N项: reopens one item of a form, and answers it with the words behind, in any state of the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import MARK, Draft, Gathered, Question
from bot.forms import drafts
from bot.forms.engine import answer, form_of, gather, settle, show
from bot.forms.form_cards import edit_card, question_card
from bot.forms.item_change import item_and_words
from bot.forms.navigation import at_hand
from bot.language.list_choice import ask_again, left_alone, picked
from bot.language.punctuation import bare, cut
from bot.language.text import folded
from bot.ports import Call, CallKind, Card
from regulation.refusals import Refusal

if TYPE_CHECKING:
    from bot.context import Context, Form

ASKED_WHICH = f"{MARK}which"  # internal key: its owner was asked which item to change


def edit(ctx: Context, args: str) -> Card:
    """Reopen one item, by number or name, and answer it with the words behind; without a number, offer a choice."""
    draft, form, rest = at_hand(ctx, args)
    draft.answers.pop(ASKED_WHICH, None)
    items = form.needed(draft.answers)
    number, words = item_and_words(rest or picked(ctx.call, "item"))
    if number is None:
        number, words = _named(items, rest)
    if number is None and len(items) == 1:
        number, words = 1, rest
    if number is None:
        card = edit_card(form, draft)
        if left_alone(ctx.call, "item"):
            return ask_again(card)
        draft.answers[ASKED_WHICH] = True
        drafts.save(ctx, draft)
        return card
    open_question = form.question(draft.step, draft.answers)
    replaces = open_question.part if words and open_question is not None else None
    piece = replaces(ctx, draft, number, words) if replaces is not None else None
    if open_question is not None and piece is not None:
        return gather(ctx, form, draft, open_question, piece)
    if not 1 <= number <= len(items):
        return show(ctx, form, draft, f"没有第{number}项，共{len(items)}项。")
    return _reopened(ctx, form, draft, items[number - 1], words)


def _named(items: Sequence[Question], rest: str) -> tuple[int | None, str]:
    """修改依据: the item by its label."""
    label, words = cut(rest)
    number = next((i for i, item in enumerate(items, 1) if item.label == bare(folded(label))), None)
    return number, words if number else ""


def _reopened(ctx: Context, form: Form, draft: Draft, item: Question, words: str) -> Card:
    draft.step, answered = item.name, item.name in draft.answers
    if item.reopen is not None and (answered or words):
        draft.partial[item.name] = item.reopen(draft.partial.get(item.name) or draft.answers.get(item.name))
    drafts.save(ctx, draft)
    if not words:
        return show(ctx, form, draft)
    call = replace(ctx.call, kind=CallKind.TEXT, text=words, values={}, file=None)
    if item.finish is None or not answered:
        return answer(ctx, draft, call)
    return _answer_whole(ctx, draft, item, call)


def _answer_whole(ctx: Context, draft: Draft, question: Question, call: Call) -> Card:
    """One text as the whole of an answer that is given in pieces: changed, not begun."""
    form = form_of(ctx, draft)
    try:
        piece = question.read(ctx, draft, call)
        draft.partial[question.name] = piece.value if isinstance(piece, Gathered) else piece
        value = question.finish(ctx, draft, draft.partial[question.name]) if question.finish else piece
    except Refusal as refusal:
        return question_card(ctx, form, draft, question, refusal.text)
    return settle(ctx, form, draft, question, value)
