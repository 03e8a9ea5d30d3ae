"""联系方式 <工单号>: shows the proposer's phone number for a call, and records the call's outcome (M14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog

from bot.acts.duties import duties_for
from bot.cards.operator_cards import contact_card
from bot.context import Command, Context
from bot.ports import Card
from bot.tickets.access import actor_for
from bot.tickets.noted_reading import note_reading
from bot.tickets.select import choose, waiting_for
from regulation.refusals import NotYours, Refusal
from regulation.states import Action
from store.cases import tickets
from store.readings.reading_lines import ReadingKind

if TYPE_CHECKING:
    from store.tables import Ticket

log = structlog.get_logger(__name__)
WHO = duties_for(Action.TELEPHONE)


def run(ctx: Context, args: str) -> Card:
    """The only place that shows the number unmasked; the access is logged."""
    meant = choose(ctx, COMMAND.word, args, lambda: _mine(ctx), none=f"请写明工单号：{COMMAND.usage}。")
    if isinstance(meant, Card):
        return meant
    ticket = meant.ticket
    if actor_for(ctx, ticket, Action.TELEPHONE) is None:
        raise NotYours("提出方的联系方式只供区大数据中心联系提出方时查看。")
    contact = tickets.contact_of(ctx.vault, ticket)
    if not contact.phone:
        raise Refusal(f"{ticket.number} 没有登记提出方的联系方式，或已按期限删除。请从原始来函、来电记录中查找。")
    log.info("a proposer's number was opened", ticket=ticket.number, person=ctx.person.id)
    note_reading(ctx, ReadingKind.TELEPHONE, ticket)
    reach = "，".join(way for way in (contact.phone, contact.address) if way)
    return contact_card(ticket.number, contact.name, contact.department, reach, now=ctx.now)


def _mine(ctx: Context) -> Sequence[Ticket]:
    return waiting_for(ctx) if set(ctx.person.roles.split()) & WHO else ()


COMMAND = Command("联系方式", "联系方式 <工单号>", "查看提出方的电话，登记电话告知的结果", run, ("电话",), WHO)
