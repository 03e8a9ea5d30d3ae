"""已阅 <工单号>: the proposer confirms having read the result notice; sending it is not enough (M14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.context import Command, Context
from bot.language.spoken.pleasantries import courtesy
from bot.ports import Card, CardKind
from bot.tickets.access import show
from bot.tickets.select import choose
from bot.tickets.told import record_reading
from regulation.states import State
from store.lists import ticket_lists

if TYPE_CHECKING:
    from store.tables import Ticket


def run(ctx: Context, args: str) -> Card:
    if not args.strip() and (polite := courtesy(ctx.call.text)) is not None and not unread_results(ctx):
        return Card(CardKind.TEXT, body=polite.value)
    meant = choose(
        ctx,
        COMMAND.word,
        args,
        lambda: unread_results(ctx),
        none="没有等您阅知的结果告知。办理情况请发送“我的异议”查看。",
    )
    if isinstance(meant, Card):
        return meant
    ticket = meant.ticket
    record_reading(ctx, ticket, ctx.person.id)
    note = "已记录您已阅知。" + ("请核对结果后选择“确认”或“不认可”。" if ticket.state is State.CONFIRMING else "")
    return show(ctx, ticket, note=note)


def unread_results(ctx: Context) -> Sequence[Ticket]:
    own = ticket_lists.of_proposer(ctx.session, ctx.person.id)
    return [ticket for ticket in own if ticket.state is State.CONFIRMING or ticket.to_tell]


COMMAND = Command("已阅", "已阅 <工单号>", "告诉中心结果告知已看到", run, ("已读", "知道了"))
