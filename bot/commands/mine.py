"""我的异议 and 我的待办: what I filed, and what waits for me, most urgent first."""

from __future__ import annotations

from bot.choosing import ticket_list, waiting_for
from bot.context import Command, Context
from bot.ports import Button, Card, CardKind
from store import registers

LOOK = Button("查看", "查询", "primary")


def filed(ctx: Context, args: str) -> Card:  # noqa: ARG001 - nothing can be asked for
    """Newest first, closed ones included."""
    found = registers.of_proposer(ctx.session, ctx.person.id)
    if not found:
        return _nothing("您还没有提出过异议。", Button("提出异议", "提出异议", "primary"))
    return ticket_list(ctx, found, "我的异议", submit=LOOK)


def waiting(ctx: Context, args: str) -> Card:  # noqa: ARG001
    found = waiting_for(ctx)
    if not found:
        return _nothing("现在没有需要您办理的工单。", Button("我的异议", "我的异议"))
    return ticket_list(ctx, found, "我的待办", submit=LOOK)


def _nothing(text: str, button: Button) -> Card:
    return Card(CardKind.TASK, title=text, buttons=(button,))


FILED = Command("我的异议", "我的异议", "我提出的异议及其进展", filed, ("我提出的", "我的工单"))
WAITING = Command("我的待办", "我的待办", "等我办理的工单", waiting, ("待办",))
