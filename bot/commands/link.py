"""关联 and 取消关联: links tickets of one fault; each keeps its own limits, notice and confirmation (M14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.acts.duties import duties_for
from bot.commands.run_act import act
from bot.context import Command, Context
from bot.language.ticket_reference import read_reference
from bot.ports import Card
from bot.tickets.access import actor_for, find
from regulation.refusals import NotAllowedNow, Refusal
from regulation.states import Action
from store.cases import related_tickets, tickets

if TYPE_CHECKING:
    from store.tables import Ticket

CENTRE = duties_for(Action.LINK)


def link(ctx: Context, args: str) -> Card:
    """Link the first ticket to the second, or to the one that the second is itself linked to."""
    ticket, root = _two(ctx, args)
    if root.root_id is not None:
        root = tickets.by_id(ctx.session, root.root_id) or root
    if root.id == ticket.id:
        raise NotAllowedNow(f"{ticket.number} 已是这一问题的首件，不能关联到自己，请写另一件的工单号。")
    tied = related_tickets.tied_to(ctx.session, ticket)
    if tied:
        raise NotAllowedNow(
            f"{ticket.number} 已有{len(tied)}件工单与它关联，请反过来发送“关联 {root.number} {ticket.number}”。"
        )
    return _act(ctx, ticket, {"root_id": root.id})


def unlink(ctx: Context, args: str) -> Card:
    """Remove the link."""
    reference = read_reference(args)
    if reference is None:
        raise Refusal(f"请写明工单号：{UNLINK.usage}。")
    ticket = find(ctx, reference.number)
    if ticket.root_id is None:
        raise NotAllowedNow(f"{ticket.number} 没有关联其他工单，无需取消。")
    return _act(ctx, ticket, {})


def _act(ctx: Context, ticket: Ticket, given: Mapping[str, object]) -> Card:
    return act(ctx, ticket, Action.LINK, actor_for(ctx, ticket, Action.LINK) or ctx.actor, given)


def _two(ctx: Context, args: str) -> tuple[Ticket, Ticket]:
    first = read_reference(args)
    second = read_reference(first.rest) if first else None
    if first is None or second is None:
        raise Refusal(f"请写明两个工单号：{LINK.usage}。后一件是首先提出的。")
    return find(ctx, first.number), find(ctx, second.number)


LINK = Command(
    "关联", "关联 <工单号> <首先提出的工单号>", "把反映同一问题的工单关联起来", link, ("关联同一问题",), CENTRE
)
UNLINK = Command("取消关联", "取消关联 <工单号>", "解除工单的关联", unlink, for_roles=CENTRE)
