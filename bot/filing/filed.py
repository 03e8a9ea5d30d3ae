"""After 提交 the proposer reads the number, who has it now and by when they will hear; the operators get the task."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot import act, notices

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Card
    from regulation.decision import Decision
    from store.tables import Ticket


def filed(ctx: Context, ticket: Ticket, decision: Decision) -> Card:
    """Tell whoever must act, and return the proposer's own card."""
    notices.tell(ctx, ticket, decision)
    return replace(act.show(ctx, ticket), title=f"已提交,工单号 {ticket.number}")
