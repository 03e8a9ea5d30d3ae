"""更多 <工单号>: lists everything the caller may do with this ticket now, as commands to type."""

from __future__ import annotations

from bot.acts.registry import ACTS
from bot.context import Command, Context
from bot.ports import Card, CardKind
from bot.tickets.access import read, seen_by
from bot.tickets.select import choose, part_in


def run(ctx: Context, args: str) -> Card:
    meant = choose(ctx, COMMAND.word, args, lambda: part_in(ctx), none="请写明工单号，例如：更多 CN-20261122-0007")
    if isinstance(meant, Card):
        return meant
    view = seen_by(ctx, read(ctx, meant.ticket))
    said = list(dict.fromkeys(ACTS[action].button for action in view.can))
    lines = [f"{word} {view.number}" for word in (*said, "为什么", "查询")]
    return Card(
        CardKind.TEXT,
        title=f"{view.number} 现在可以：",
        body="\n".join(lines),
        ticket=view.number,
        generation=view.generation,
    )


COMMAND = Command("更多", "更多 <工单号>", "这件工单现在可以做的全部操作", run)
