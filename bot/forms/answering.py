"""Which question a message answers: the one that was open when it was sent; a file is kept whatever is open (G3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.context import Draft, Form, Gathered, Question
from bot.forms import drafts, engine
from bot.language.punctuation import bare
from bot.language.text import folded
from bot.ports import Call, CallKind, Card
from regulation.refusals import Refusal
from store.messages.sent_messages import Sent, sent_of

if TYPE_CHECKING:
    from bot.context import Context


def take(ctx: Context, draft: Draft, call: Call) -> Card:
    """Take a text or file into the open form."""
    engine.stays(ctx, draft)
    form = engine.form_of(ctx, draft)
    question = form.question(draft.step, draft.answers)
    if call.kind is CallKind.FILE:
        keeper = next((one for one in form.needed(draft.answers) if one.finish is not None), None)
        if keeper is not None and keeper is not question:
            return _kept(ctx, form, draft, keeper, call)
    elif call.kind is CallKind.TEXT:
        before = _answered_before(ctx, form, draft)
        if before is not None:
            return joined(ctx, form, draft, before, call)
        reopened = _reopened(form, draft, question, call)
        if reopened is not None:
            draft.step = reopened.name
            draft.partial.setdefault(reopened.name, draft.answers[reopened.name])
    return engine.answer(ctx, draft, call)


def _kept(ctx: Context, form: Form, draft: Draft, keeper: Question, call: Call) -> Card:
    """A file sent before or after the question that takes files; the question that is open stays open."""
    try:
        piece = keeper.read(ctx, draft, call)
    except Refusal as refusal:
        return engine.show(ctx, form, draft, refusal.text)
    if not isinstance(piece, Gathered):
        return engine.show(ctx, form, draft)
    if keeper.name in draft.answers and keeper.finish is not None:
        draft.partial[keeper.name] = piece.value
        draft.answers[keeper.name] = keeper.finish(ctx, draft, piece.value)
        del draft.partial[keeper.name]
    else:
        draft.partial[keeper.name] = piece.value
    drafts.save(ctx, draft)
    return engine.show(ctx, form, draft, f"{piece.said}已放入“{keeper.label}”一项。")


def _answered_before(ctx: Context, form: Form, draft: Draft) -> Question | None:
    """The question just answered by free text, where this message was sent before the next one was delivered."""
    last = draft.answers.get(engine.LAST)
    question = form.question(last["of"], draft.answers) if last else None
    if (
        question is None
        or not last
        or question.name == draft.step
        or not isinstance(draft.answers.get(question.name), str)
    ):
        return None
    put = sent_of(ctx.session, str(last["by"]))
    return question if put is not None and sent_before(ctx.call, put) else None


def sent_before(call: Call, put: Sent) -> bool:
    """By our own clock: before the question was written, or while it certainly waits to be sent.

    When it was sent is no proof: that is noted after the platform's answer, and a quick reader may have replied by
    then. Nor is the platform's clock, which may be behind ours.
    """
    return (call.came or call.at) < put.made or put.waits


def joined(ctx: Context, form: Form, draft: Draft, question: Question, call: Call) -> Card:
    """Several messages in quick succession are one answer."""
    text = f"{draft.answers[question.name]}\n{call.text}"
    try:
        draft.answers[question.name] = question.read(ctx, draft, replace(call, text=text))
    except Refusal as refusal:
        return engine.show(ctx, form, draft, refusal.text)
    engine.note_taken(ctx, draft, question)
    drafts.save(ctx, draft)
    return engine.show(ctx, form, draft, f"已补入“{question.label}”。")


def _reopened(form: Form, draft: Draft, question: Question | None, call: Call) -> Question | None:
    """删除文字说明 means the item that has such words, whatever is open."""
    typed = bare(folded(call.text))
    every = (one for one in form.needed(draft.answers) if one is not question and typed in one.again)
    return next((one for one in every if one.name in draft.answers), None)
