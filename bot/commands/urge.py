"""催办: reminds the holder, once per day and person, for one ticket or all of a digest; it changes no state (M15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.commands.run_act import attempt
from bot.language.list_choice import picked
from bot.language.text import clean
from bot.language.ticket_reference import read_reference
from bot.ports import Card, CardKind
from bot.tickets.access import actor_for, find, read, stale
from bot.tickets.select import candidates_for, choose
from regulation.refusals import NotAllowedNow, Refusal
from regulation.shanghai import local_date
from regulation.states import Action

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import Ticket

WORD = Action.URGE.value
MOST = 50


def urge(ctx: Context, args: str) -> Card:
    """Every ticket named; without a number the only candidate, or a list to choose from."""
    numbers = _numbers(args.strip() or picked(ctx.call, "ticket"))
    if len(numbers) > 1:
        return _all(ctx, numbers)
    none = f"现在没有您可以催办的工单。请写明工单号，例如：{WORD} CN-20261122-0007"
    meant = choose(ctx, WORD, args, lambda: candidates_for(ctx, Action.URGE), none=none)
    if isinstance(meant, Card):
        return meant
    return stale(ctx, meant.ticket, meant.generation) or _one(ctx, meant.ticket, meant.rest)


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
    today = local_date(ctx.now)
    for line in read(ctx, ticket).lines:
        if line.action is Action.URGE and line.actor_id == ctx.person.id and local_date(line.at) == today:
            raise NotAllowedNow(f"{ticket.number} 今天您已经催办过，承办人已收到提醒。", clause="M15")
    actor = actor_for(ctx, ticket, Action.URGE) or ctx.actor
    return attempt(ctx, ticket, Action.URGE, actor, {"note": note} if clean(note) else {})
