"""What the law wants for an act becomes questions: one for each thing to be given, in its own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.acts.attachment_field import CARRY, with_papers
from bot.acts.clock_field import clock_question
from bot.acts.department_fields import colleague_question, department_question, departments_question
from bot.acts.need_answers import is_asked, name_of, needed_for
from bot.acts.prompts import PROMPTS, prompt_of
from bot.cards.ticket import SCORES
from bot.date_question import read_day, show_day
from bot.pauses import bare
from bot.ports import Call, Card, CardKind, Option
from bot.questions import Answers, Draft, Json, Question, as_line, choice_card, chosen_ids, read_words
from bot.words import folded
from regulation import act_inputs, need_parsers, states
from regulation.decide import needs_of
from regulation.need import read as read_needs
from regulation.refusals import BadValue
from regulation.shanghai import local_date
from regulation.states import Action, Role, Verdict
from regulation.transitions import TABLE
from store.cases import tickets

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.case import Actor
    from regulation.need import Need
    from store.tables import Ticket

YES_NO = (Option("yes", "是"), Option("no", "否"))
TRUTHS = frozenset({"recollected", "also_department", "administrative_act", "other_remedy"})
_OTHERWISE = "以此为由不予收办须两项都成立；不成立的，请发送「上一步」另选情形，或「取消」。"
MUST_BE = {
    "administrative_act": _OTHERWISE,
    "other_remedy": _OTHERWISE,
    "recollected": "请先重新归集，再反馈结果；可先「暂存」，完成后「继续」。",
}
LISTS = frozenset({"ground", "items", "stage", "cause"})


def questions_for(action: Action) -> tuple[Question, ...]:
    """Every question this act may ask, whatever the state it is done in."""
    rows = [row for row in TABLE if row.action is action]
    wanted = {need.field: need for row in rows for need in row.needs if is_asked(need)}
    if any(Role.PROPOSER in row.roles for row in rows):
        wanted[act_inputs.HEARD.field] = act_inputs.HEARD  # the centre speaks for a proposer without an account
    questions = [_question(action, need) for need in wanted.values()]
    owner = any(question.name == "clock" for question in questions)
    return tuple(question for question in questions if not (owner and question.name == "department_id"))


def checked(ctx: Context, ticket: Ticket, need: Need, value: Json) -> Json:
    """The value as the law reads it; raises BadValue with the sentence that says what is wrong."""
    law, today = ctx.laws.of(ticket), local_date(ctx.now)
    return read_needs((need,), {need.field: value}, law, today).get(need.field)


def _question(action: Action, need: Need) -> Question:
    """The question that fits the need; what depends on the ticket is looked up when it is asked."""
    name, needed = name_of(need), needed_for(name_of(need))
    match name:
        case "department_id" | "suggested_department_id":
            return department_question(name, need.label, PROMPTS[name].ask, needed)
        case "related_ids":
            return departments_question(name, need.label, PROMPTS[name].ask, needed)
        case "handler_id":
            return colleague_question(name, need.label, PROMPTS[name].ask, needed)
        case "clock":
            return clock_question(name, needed)
        case _:
            question = _simple(action, need, needed)
            return with_papers(question) if (action, name) in CARRY else question


def _simple(action: Action, need: Need, needed: Callable[[Answers], bool]) -> Question:
    prompt, name = prompt_of(need), need.field
    optional = need.optional and name not in TRUTHS | {"days", "rule", "deviation"}

    def ask(ctx: Context, draft: Draft) -> Card:
        options = _options(ctx, draft, action, name)
        if not options:
            return Card(CardKind.TEXT, title=prompt.ask, body=prompt.hint)
        listing = [f"{i}. {o.text}" for i, o in enumerate(options, 1) if any(len(o.text) > 16 for o in options)]
        hint = "\n".join([*([prompt.hint] if prompt.hint else []), *listing])
        return choice_card(draft, name, prompt.ask, options, hint=hint, several=name == "items")

    def read(ctx: Context, draft: Draft, call: Call) -> Json:
        ticket, now_need = _at_hand(ctx, draft, action, name)
        options = _options(ctx, draft, action, name)
        value = _chosen(call, need, options) if options else _typed(ctx, call, need)
        return value if name == "days" else checked(ctx, ticket, now_need or need, value)

    return Question(name, need.label, ask, read, _shown(name), needed, optional, words=_free(need))


def _chosen(call: Call, need: Need, options: Sequence[Option]) -> Json:
    found = chosen_ids(call, need.field, options)
    if not found or (len(found) > 1 and need.field != "items"):
        raise BadValue(f"请从列表中选择「{need.label}」，也可回复序号。", field=need.field)
    if need.field in TRUTHS:
        return _truth(found[0] == "yes", need)
    if need.field == "score":
        return int(found[0])
    return found if need.field == "items" else found[0]


def _truth(yes: bool, need: Need) -> bool:
    """M2 wants both ticks, P8 the re-collection: a no is an answer only where the law can go on with it."""
    if not yes and need.field in MUST_BE:
        raise BadValue(MUST_BE[need.field], field=need.field)
    return yes


def _typed(ctx: Context, call: Call, need: Need) -> Json:
    words = read_words(call, need.field, need.label)
    if need.field == "expected_on":
        return read_day(ctx, words, need.field, need.label).isoformat()
    if need.field == "days":
        number = re.fullmatch(r"(\d{1,3})\s*(?:个?工作日|天|日)?", bare(folded(words)))
        return int(number[1]) if number else read_day(ctx, words, need.field, need.label).isoformat()
    return words


def _options(ctx: Context, draft: Draft, action: Action, name: str) -> list[Option]:
    if name in TRUTHS:
        return list(YES_NO)
    if name == "score":
        return [Option(id, text) for id, text in SCORES]
    if name == "verdict":
        return [Option(verdict.value, verdict.value) for verdict in Verdict]
    if name == "answer":
        return [Option(answer.value, answer.value) for answer in states.Call]
    if name not in LISTS:
        return []
    ticket, need = _at_hand(ctx, draft, action, name)
    listed = need_parsers.options(need, ctx.laws.of(ticket)) if need else {}
    return [Option(code, text) for code, text in listed.items()]


def _at_hand(ctx: Context, draft: Draft, action: Action, name: str) -> tuple[Ticket, Need | None]:
    """The ticket a draft is about, and what the law wants under this name as the ticket stands."""
    from bot.act import actor_for

    ticket = tickets.by_id(ctx.session, draft.ticket_id or 0)
    if ticket is None:
        raise LookupError(f"draft {draft.id} has no ticket")
    actor: Actor = actor_for(ctx, ticket, action)
    wanted = needs_of(ticket, action, actor, ctx.now, ctx.laws.of(ticket))
    return ticket, next((need for need in wanted if need.field == name), None)


def _shown(name: str) -> Callable[[Json], str]:
    if name == "expected_on":
        return show_day
    if name in TRUTHS:
        return lambda value: "是" if value else "否"
    if name in LISTS:
        return lambda value: f"已选{len(value)}项" if isinstance(value, list) else "已选择"
    if name == "days":
        return lambda value: f"{value}个工作日" if isinstance(value, int) else show_day(value)
    return as_line


def _free(need: Need) -> Callable[[Json], str] | None:
    return str if need.private else None
