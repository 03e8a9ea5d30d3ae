"""An act's answers in the chat: which inputs are asked for now, and how they are converted to the law's values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from bot.context import ASKED, MARK, Answers, Ask, Draft, Json, Question, Read
from bot.forms.date_field import echoed
from bot.language.text import clean
from bot.tickets.access import actor_for
from regulation.act_inputs import GROUND, HEARD
from regulation.decide import needs_of
from regulation.need import Content, Kind, Need
from regulation.need_parsers import AS_IT_IS, read
from regulation.refusals import NotAnAnswer
from regulation.shanghai import local_date
from regulation.states import Action, Role
from regulation.transitions import TABLE
from store.cases import tickets

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.law import Law
    from store.tables import Ticket

TICKS = "_ticks"  # internal key: additional inputs of some grounds


@cache
def inputs_of(action: Action) -> Mapping[str, Need]:
    """All inputs that this act may ask for, by question name, in whatever state it is done."""
    rows = [row for row in TABLE if row.action is action]
    wanted = [need for row in rows for need in row.needs]
    if any(Role.PROPOSER in row.roles for row in rows):
        wanted.append(HEARD)  # where the centre acts for a proposer without an account
    return {need.question: need for need in wanted if need.is_asked}


def asked_now(ticket: Ticket, wanted: Sequence[Need], law: Law) -> dict[str, Json]:
    """Internal values stored with the answers: the questions to ask now, and the additional ones of each ground."""
    asked = [need.question for need in wanted if need.is_asked and (need.asked_when is None or need.asked_when(ticket))]
    grounds = law.rulebook.decline_grounds.items() if GROUND in wanted else ()
    return {ASKED: asked, TICKS: {code: [*ground.wants] for code, ground in grounds}}


def question(need: Need, ask: Ask, read: Read, show: Callable[[Json], str]) -> Question:
    """The question for a need; its free text is checked for personal data."""
    words = str if need.private else None
    name, optional = need.question, need.may_be_skipped
    dated = need.kind in (Kind.DATE, Kind.PAST_DATE, Kind.LENGTH)
    echo = echoed(need.label, show) if dated else None
    needed = needed_for(name, need.asked_with)
    return Question(name, need.label, ask, read, show, needed, optional, words=words, echo=echo)


def needed_for(name: str, asked_with: str = "") -> Callable[[Answers], bool]:
    """Whether a question is asked now, given the chosen ground, and the answer that it belongs to."""

    def needed(answers: Answers) -> bool:
        ticks = answers.get(TICKS) or {}
        conditional = any(name in fields for fields in ticks.values())
        chosen = ticks.get(answers.get(GROUND.question), ())
        open_now = not asked_with or bool(answers.get(asked_with))
        return open_now and name in answers.get(ASKED, ()) and (not conditional or name in chosen)

    return needed


def checked(ctx: Context, draft: Draft, action: Action, need: Need, value: Json) -> Json:
    """The value validated by the law; raises BadValue with the reason."""
    ticket, wanted = at_hand(ctx, draft, action, need)
    law, today = ctx.laws.of(ticket), local_date(ctx.now)
    return read((wanted,), {need.field: value} | _sent_again(draft.answers), law, today).get(need.field)


def first_empty(ctx: Context, ticket: Ticket, action: Action, answers: Answers, before: Answers) -> NotAnAnswer | None:
    """The refusal of the first text without content among these answers; `before` is what the draft had asked again."""
    law, given = ctx.laws.of(ticket), given_of(inputs_of(action), answers) | _sent_again(before)
    actor = actor_for(ctx, ticket, action) or ctx.actor
    for need in needs_of(ticket, action, actor, ctx.now, law):
        if need.content is not Content.ANY and need.field in given:
            try:
                read((need,), given, law, local_date(ctx.now))
            except NotAnAnswer as refusal:
                return refusal
    return None


def at_hand(ctx: Context, draft: Draft, action: Action, need: Need) -> tuple[Ticket, Need]:
    """The draft's ticket, and the need of this name in the ticket's current state."""
    ticket = tickets.by_id(ctx.session, draft.ticket_id or 0)
    if ticket is None:
        raise LookupError(f"draft {draft.id} has no ticket")
    wanted = needs_of(ticket, action, actor_for(ctx, ticket, action) or ctx.actor, ctx.now, ctx.laws.of(ticket))
    return ticket, next((other for other in wanted if other.field == need.field), need)


def given_of(inputs: Mapping[str, Need], answers: Answers) -> dict[str, object]:
    """The answers in the law's form: internal keys dropped, composite values spread over their fields."""
    given = _sent_again(answers)
    for name, value in answers.items():
        if name.startswith("_") or value is None or (isinstance(value, str) and not clean(value)):
            continue
        given |= value if isinstance(value, dict) else {_field(inputs.get(name), name, value): value}
    return given


def _sent_again(answers: Answers) -> dict[str, object]:
    """The fields that were asked for again once: what is sent for them now is taken as it is (P6)."""
    fields = answers.get(MARK + AS_IT_IS)
    return {AS_IT_IS: fields} if fields else {}


def _field(need: Need | None, name: str, value: Json) -> str:
    """The field of a value: the last day of a limit is stored under its length's field."""
    by_last_day = need is not None and need.kind is Kind.LENGTH and isinstance(value, str)
    return need.parts[0].field if need and by_last_day else name
