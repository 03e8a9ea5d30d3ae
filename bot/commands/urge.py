"""催办 and 批示: remind the holder, once per day and person, or instruct them; neither changes a state (M15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.run_act import attempt, run_act
from bot.context import Command, Form
from bot.forms.engine import start
from bot.forms.fields import text_question
from bot.language.list_choice import picked
from bot.language.text import clean
from bot.language.ticket_reference import read_reference
from bot.ports import Card, CardKind
from bot.tickets.access import actor_for, find, stale
from bot.tickets.select import candidates_for, choose
from bot.visibility.instructions import AUTHORS
from regulation.refusals import NotYours, Refusal
from regulation.roles import roles_on
from regulation.state_groups import WITH_PROPOSER
from regulation.states import Action
from store.cases import tickets

if TYPE_CHECKING:
    from bot.context import Context, Draft
    from store.tables import Ticket

WORD, INSTRUCTION = Action.URGE.value, "批示"
MOST = 50


def urge(ctx: Context, args: str) -> Card:
    """Every ticket named; without a number the only candidate, or a list to choose from."""
    numbers = _numbers(args.strip() or picked(ctx.call, "ticket"))
    if len(numbers) > 1 and not ctx.understood:
        return _all(ctx, numbers)
    none = f"现在没有您可以催办的工单。请写明工单号，例如：{WORD} CN-20261122-0007"
    meant = choose(ctx, WORD, args, lambda: candidates_for(ctx, Action.URGE), none=none)
    if isinstance(meant, Card):
        return meant
    if ctx.understood:
        return run_act(ctx, meant, Action.URGE)
    return stale(ctx, meant.ticket, meant.generation) or _one(ctx, meant.ticket, meant.rest)


def instruct(ctx: Context, args: str) -> Card:
    """批示 <工单号> <内容>: asked for where it was not typed."""
    none = f"现在没有您可以批示的工单。请写明工单号，例如：{INSTRUCTION} CN-20261122-0007 请于今日办结"
    meant = choose(ctx, INSTRUCTION, args, lambda: candidates_for(ctx, Action.URGE), none=none)
    if isinstance(meant, Card):
        return meant
    _may_instruct(ctx, meant.ticket)
    note = clean(meant.rest)
    return start(ctx, FORM, ticket=meant.ticket, answers={"note": note} if note else {})


def _may_instruct(ctx: Context, ticket: Ticket) -> None:
    actor = actor_for(ctx, ticket, Action.URGE)
    if actor is None or not roles_on(ticket, actor) & AUTHORS:
        raise NotYours("批示由责任部门的分管领导或督办作出；需要提醒承办人的，请发送“催办”。", clause="M15")


def _finish(ctx: Context, draft: Draft) -> Card:
    ticket = tickets.by_id(ctx.session, draft.ticket_id or 0)
    if ticket is None:
        raise LookupError(f"no ticket {draft.ticket_id}")
    _may_instruct(ctx, ticket)
    return _one(ctx, ticket, draft.answers["note"])


def _numbers(text: str) -> list[str]:
    found: list[str] = []
    reference = read_reference(text)
    while reference is not None and len(found) < MOST:
        found.append(reference.number)
        reference = read_reference(reference.rest)
    return list(dict.fromkeys(found))


def _all(ctx: Context, numbers: list[str]) -> Card:
    """Tickets are independent: one that can't be urged does not stop the others."""
    done, not_done = [], []
    for number in numbers:
        try:
            _one(ctx, find(ctx, number), "")
            done.append(number)
        except Refusal as refusal:
            not_done.append(f"{number}：{refusal.text}")
    body = "\n".join([f"已催办{len(done)}件。", *done, *not_done])
    return Card(CardKind.TEXT, title="催办", body=body)


def _one(ctx: Context, ticket: Ticket, note: str) -> Card:
    if ticket.proposer_id == ctx.person.id and ticket.state in WITH_PROPOSER:
        raise Refusal(f"{ticket.number} 现在等您本人办理（{ticket.state}），没有承办人可以催办。", clause="M15")
    actor = actor_for(ctx, ticket, Action.URGE) or ctx.actor
    return attempt(ctx, ticket, Action.URGE, actor, {"note": note} if clean(note) else {})


FORM = Form(
    "instruct",
    1,
    INSTRUCTION,
    (text_question("note", "批示内容", "请输入批示内容，将原文发给承办人，记入办理过程；提出方看不到。"),),
    _finish,
)
INSTRUCT = Command(
    INSTRUCTION,
    f"{INSTRUCTION} <工单号> [内容]",
    "批示办理要求，发给承办人",
    instruct,
    for_roles=frozenset({"leader", "supervisor"}),
    forms=(FORM,),
)
