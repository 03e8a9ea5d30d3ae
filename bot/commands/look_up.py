"""查询 <编号或关键词>: a ticket the caller has a part in, as far as they may see it (M4)."""

from __future__ import annotations

from bot.act import find, show
from bot.choosing import ticket_list
from bot.context import Command, Context
from bot.parse import read_reference
from bot.ports import Button, Card
from bot.roster import actors_of
from bot.words import one_line
from regulation.refusals import Refusal
from store import registers
from store.tables import Ticket


def run(ctx: Context, args: str) -> Card:
    picked = ctx.call.values.get("ticket", ())
    reference = read_reference(args) or (read_reference(picked[0]) if picked else None)
    if reference is not None:
        return show(ctx, find(ctx, reference.number))
    if not args.strip():
        raise Refusal(f"请写明工单号或关键词：{COMMAND.usage}。")
    found = _found(ctx, args)
    if not found:
        raise Refusal(f"没有找到与“{one_line(args, 30)}”有关、您可以查看的工单。")
    if len(found) == 1:
        return show(ctx, found[0])
    return ticket_list(ctx, found, f"查询：{one_line(args, 20)}", submit=Button("查看", "查询", "primary"))


def _found(ctx: Context, words: str) -> list[Ticket]:
    """What the caller, or a colleague they stand in for, has a part in."""
    found: dict[int, Ticket] = {}
    for actor in actors_of(ctx.session, ctx.person, ctx.now):
        found |= {ticket.id: ticket for ticket in registers.search(ctx.session, actor, words)}
    return list(found.values())


COMMAND = Command("查询", "查询 <工单号或关键词>", "查看工单", run, ("查看", "查"), seeks=True)
