"""Confirmation after 提交: number, holder and due date to the proposer; the task card to the operators."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards.ticket_card import task_card
from bot.notify import step_notices
from bot.notify.readers import actors_of
from bot.ports import Card, CardKind
from bot.visibility.projection import Facts, first_view, view_of
from store.people import persons

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.decision import Decision
    from store.tables import Ticket


def filed(ctx: Context, ticket: Ticket, decision: Decision) -> Card:
    """Notify whoever must act, and the proposer of a 代录; return the card for the person who filed."""
    facts, title = step_notices.notify_recipients(ctx, ticket, decision), f"已提交，工单号 {ticket.number}"
    if ticket.proposer_id not in (0, ctx.person.id):
        _tell_proposer(ctx, facts)
    own = first_view(facts, actors_of(ctx.session, ctx.person, ctx.now))
    if own is None:  # an officer who entered somebody else's objection has no part in it
        return Card(CardKind.TEXT, title, body="已交区大数据中心预审，办理情况由中心告知提出方。")
    return replace(task_card(own, ctx.now), title=title)


def _tell_proposer(ctx: Context, facts: Facts) -> None:
    ticket = facts.ticket
    proposer = persons.person(ctx.session, ticket.proposer_id)
    view = view_of(facts, persons.actor_of(proposer)) if proposer else None
    if proposer is not None and view is not None:
        card = task_card(view, ctx.now, title=f"已代您录入 {ticket.number}")
        ctx.post.notify(proposer, card, event=f"{ticket.number}:{ticket.seq}:recorded")
