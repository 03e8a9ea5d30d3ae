"""While a question is open: an option or a value that fits is the answer; what sounds like a command is asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.acts.registry import ACTS
from bot.command_line import Words
from bot.commands import reach_centre
from bot.confirming.item_fit import fits
from bot.context import Context, Draft
from bot.forms import answering, engine, kept_sentence, late_sentence
from bot.language.spoken.meaning import Meaning, Topic
from bot.language.spoken.plain_copy import plain
from bot.language.spoken.pleasantries import courtesy
from bot.language.spoken.ticket_mentions import mentions
from bot.tickets.select import candidates_for
from bot.understanding.command_kinds import acts_of, reader_of
from bot.understanding.named_tickets import able, tickets_of
from regulation.refusals import Refusal

if TYPE_CHECKING:
    from bot.ports import Card

SHORT = 24  # characters: a longer sentence is the answer to a free question
BRIEF = 6  # the same, where it names no ticket


def answer_in_form(ctx: Context, draft: Draft, words: Words) -> Card:
    """The card after a message that is no exact command."""
    form, said = engine.form_of(ctx, draft), ctx.call.text
    if not courtesy(said) and (late := late_sentence.asks(ctx, draft, said)) is not None:
        return late
    question = form.question(draft.step, draft.answers)
    if question is None or engine.offers(ctx, draft, said):
        return answering.take(ctx, draft, ctx.call)
    if (asked := kept_sentence.asks(ctx, draft, said)) is not None:
        return asked
    is_free, polite = question.words is not None or question.finish is not None, courtesy(said)
    if is_free and not polite and len(said) > BRIEF and not mentions(plain(said)):
        return answering.take(ctx, draft, ctx.call)  # other words than a command's are the answer to a free question
    meaning = reader_of(words).read(said)
    polite = polite if meaning.topic in (Topic.COURTESY, Topic.HELP) else None
    if (polite or not is_free) and fits(ctx, draft, question, said) is not is_free:
        return answering.take(ctx, draft, ctx.call)  # an option; or 好的 where the law says that it is no answer
    if polite and not is_free:
        card = answering.take(ctx, draft, ctx.call)
        return replace(card, body=f"{polite}{card.body}")
    if polite:
        return engine.show(ctx, form, draft, f"{polite}请回答下面这一项，或者发送“暂存”“取消”。")
    if meaning.topic is Topic.HUMAN and (not is_free or len(said) <= BRIEF):
        return reach_centre.run(ctx)
    if (not is_free or _could_be_meant(meaning, said)) and _is_possible(ctx, draft, meaning):
        why = "这句话也可能是要办理、查看工单。选“是别的事”，正在填写的内容会暂存。"
        return kept_sentence.ask_whether(ctx, draft, said, why) or answering.take(ctx, draft, ctx.call)
    return answering.take(ctx, draft, ctx.call)


def _could_be_meant(meaning: Meaning, text: str) -> bool:
    """Whether words that could well be the answer to a free question may be a command: short, an act or a number."""
    if len(text) > SHORT:
        return False
    if meaning.topic is Topic.COMMAND:
        return any(map(acts_of, meaning.words))
    return any(not each.weak for each in meaning.tickets)


def _is_possible(ctx: Context, draft: Draft, meaning: Meaning) -> bool:
    """Whether what else it may mean could be done now, and is not what this form does anyway."""
    own = next((act.word for act in ACTS.values() if draft.form == f"act:{act.action.name.lower()}"), "")
    if not meaning.whole or own in meaning.words:
        return False
    match meaning.topic:
        case Topic.TICKET | Topic.PROGRESS:
            return not meaning.tickets or _names_any(ctx, meaning)
        case Topic.COMMAND:
            return any(_may(ctx, meaning, word) for word in meaning.words)
    return False


def _names_any(ctx: Context, meaning: Meaning) -> bool:
    try:
        return bool(tickets_of(ctx, meaning.tickets[0]))
    except Refusal:
        return False


def _may(ctx: Context, meaning: Meaning, word: str) -> bool:
    if not acts_of(word):
        return not meaning.tickets
    if not meaning.tickets:
        return bool(candidates_for(ctx, *acts_of(word)))
    try:
        return any(able(ctx, ticket, word) for ticket in tickets_of(ctx, meaning.tickets[0], (word,)))
    except Refusal:
        return False
