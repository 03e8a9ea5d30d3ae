"""After 提交 the proposer reads the number, who has it now and by when they will hear; the operators get the task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.ticket import task_card
from bot.post import Lane
from bot.projection import facts_of, view_of
from store import people

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Card
    from store.tables import Ticket


def filed(ctx: Context, ticket: Ticket) -> Card:
    """Tell the operators and return the proposer's own card."""
    facts = facts_of(ctx.session, ctx.vault, ctx.laws, ticket, ctx.now)
    for operator in people.operators(ctx.session):
        view = view_of(facts, people.actor_of(operator))
        if view is not None and operator.id != ctx.person.id:
            card = task_card(view, ctx.now, title=f"新的异议 {ticket.number}")
            ctx.post.notify(operator, card, event=f"{ticket.number}:{ticket.seq}", lane=Lane.TASK)
    own = view_of(facts, ctx.actor)
    assert own is not None  # whoever filed it has a part in it
    return task_card(own, ctx.now, title=f"已提交,工单号 {ticket.number}")
