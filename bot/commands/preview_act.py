"""Shows an act before it is done: what can't be undone, goes out in the doer's name, or was not typed exactly."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.acts.phrases import sentence_for
from bot.acts.registry import ACTS
from bot.cards.act_preview import preview_card
from bot.context import MARK, Answers, Context, Draft, Form, Preview, Question, ShownDiffers, as_words
from bot.forms import drafts
from bot.language.text import quoted
from bot.needs.choice_field import option_texts
from bot.needs.department_fields import GUESSED
from bot.needs.need_answers import given_of, inputs_of
from bot.needs.prompts import brief
from bot.notify.addressee import addressees
from bot.ports import Card, Field
from bot.tickets.access import actor_for, read, refused, seen_by, stale
from bot.tickets.dry_run import would_send
from regulation.refusals import NotAllowedNow, NotYours
from store.cases import tickets

if TYPE_CHECKING:
    from bot.outbound import Sent
    from regulation.states import Action
    from store.tables import Ticket

UNDERSTOOD = f"{MARK}understood"  # internal key: the act was understood rather than typed exactly
SEEN, SAID = f"{MARK}seen", f"{MARK}said"  # internal keys: the ticket's generation in the preview, and what it showed
KEPT = "您填写的内容已保留，发送“继续”查看。"


def is_shown_first(action: Action, answers: Answers) -> bool:
    """Whether this act waits for 确定: by its kind, or because an answer was understood rather than typed exactly."""
    return ACTS[action].preview or guessed(answers) or UNDERSTOOD in answers


def guessed(answers: Answers) -> bool:
    """Whether part of a name stood for the whole."""
    return any(isinstance(value, dict) and GUESSED in value for value in answers.values())


def preview_of(action: Action) -> Preview:
    """The preview of this act's form."""
    return Preview(_shown(action), _moved(action))


def ticket_of(ctx: Context, draft: Draft) -> Ticket:
    found = tickets.by_id(ctx.session, draft.ticket_id or 0)
    if found is None:
        raise LookupError(f"no ticket {draft.ticket_id}")
    return found


def _shown(action: Action) -> Callable[[Context, Form, Draft, str], Card | None]:
    def show(ctx: Context, form: Form, draft: Draft, note: str) -> Card | None:
        if not is_shown_first(action, draft.answers):
            return None
        ticket = ticket_of(ctx, draft)
        actor = actor_for(ctx, ticket, action) or ctx.actor
        try:
            sent = would_send(ctx, ticket, action, actor, given_of(inputs_of(action), draft.answers), draft.id)
        except NotYours:
            raise
        except NotAllowedNow as refusal:
            drafts.cancelled(ctx, drafts.anew(draft))
            return refused(ctx, ticket, action, refusal)
        draft.answers |= {SEEN: ticket.seq, SAID: _digest(sent)}
        drafts.save(ctx, draft)
        view, readers = seen_by(ctx, read(ctx, ticket)), dict[str, list[int]]()
        for each in sent:
            readers.setdefault(_words(each.card), []).append(each.person_id)
        letters = {
            words: addressees(ctx.session, view, ticket, ctx.person.id, dict.fromkeys(people))
            for words, people in readers.items()
        }
        fields = _fields(form, draft, _listed(ctx, draft, action))
        note = "\n".join(part for part in (note, sentence_for(view, ACTS[action].foretold)) if part)
        return preview_card(view, action, letters, fields, draft.id, note)

    return show


def check_said(ctx: Context, draft: Draft) -> None:
    """What this transaction sends is what was shown. Raises ShownDiffers."""
    if draft.answers.get(SAID, "") not in ("", _digest(ctx.post.sent)):
        raise ShownDiffers


def _digest(sent: Sequence[Sent]) -> str:
    lines = [f"{each.person_id} {_words(each.card)}" for each in sent]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def _words(card: Card) -> str:
    return f"【{card.title}】{card.told or card.body}"


def _listed(ctx: Context, draft: Draft, action: Action) -> Mapping[str, str]:
    """What was chosen from the rulebook's lists, in words, by question."""
    found = {}
    for name, need in inputs_of(action).items():
        value = draft.answers.get(name)
        if need.listing:
            texts, codes = option_texts(ctx, draft, action, need), value if isinstance(value, list) else [value]
            found[name] = "、".join(texts.get(code, code) for code in codes if code is not None) or as_words(None)
    return found


def _fields(form: Form, draft: Draft, listed: Mapping[str, str]) -> tuple[Field, ...]:
    """The answers, numbered for 修改第N项."""
    items = enumerate(form.needed(draft.answers), 1)
    return tuple(Field(f"{i} {brief(q.label)}", listed.get(q.name) or _answer(q, draft)) for i, q in items)


def _answer(question: Question, draft: Draft) -> str:
    """What somebody wrote is quoted, as everywhere on a card."""
    value = draft.answers.get(question.name)
    return quoted(question.show(value)) if question.words and value is not None else question.show(value)


def _moved(action: Action) -> Callable[[Context, Form, Draft], Card | None]:
    """The ticket went on since the preview: its new state, and a new preview where the act is still possible."""

    def moved(ctx: Context, form: Form, draft: Draft) -> Card | None:
        if SEEN not in draft.answers:
            return None
        ticket = ticket_of(ctx, draft)
        late = stale(ctx, ticket, draft.answers[SEEN])
        if late is None:
            return None
        if actor_for(ctx, ticket, action) is not None:
            note = f"{late.told.partition('。')[0]}。工单已有变化，请按最新情况重新核对。"
            return _shown(action)(ctx, form, draft, note)
        if not draft.has_content:
            drafts.cancelled(ctx, draft)
            return late
        drafts.park(ctx)
        return replace(late, body=f"{KEPT}\n{late.body}")

    return moved
