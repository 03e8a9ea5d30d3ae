"""重新提出: abandonment ends 本次 alone (P3); the earlier answers prefill the new filing, for the proposer to edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.cards.buttons import REFILED
from bot.context import Command, Context, Json
from bot.filing.filing_form import FILING
from bot.filing.submit import AGAIN
from bot.forms.engine import start
from bot.ports import Card
from bot.tickets.select import choose
from regulation.refusals import NotAllowedNow
from store.cases import history, tickets
from store.catalogue import entries
from store.files import attachments
from store.lists import ticket_lists

if TYPE_CHECKING:
    from store.tables import Ticket


def run(ctx: Context, args: str) -> Card:
    none = "您没有视为放弃、已撤回或不予收办的异议。新的异议请发送“提出异议”。"
    meant = choose(ctx, COMMAND.word, args, lambda: _ended(ctx), none=none)
    if isinstance(meant, Card):
        return meant
    ticket = meant.ticket
    if ticket.proposer_id != ctx.person.id:
        raise NotAllowedNow("只能重新提出您本人的异议，请发送“我的异议”查看工单号。", clause="P3")
    if ticket.outcome not in REFILED:
        raise NotAllowedNow(
            f"{ticket.number} 没有以视为放弃、撤回或不予收办结束，不能重新提出。新的异议请发送“提出异议”。", clause="P3"
        )
    return start(ctx, FILING, answers=_answers(ctx, ticket))


def _ended(ctx: Context) -> Sequence[Ticket]:
    return [ticket for ticket in ticket_lists.of_proposer(ctx.session, ctx.person.id) if ticket.outcome in REFILED]


def _answers(ctx: Context, ticket: Ticket) -> dict[str, Json]:
    """Answers of the earlier filing that are still stored; erased ones, and the contact, are asked again."""
    texts = {field: text for (_, field), text in history.texts(ctx.session, ctx.vault, ticket, 1).items()}
    kinds = ctx.law(ticket).rulebook.lists["kinds"]
    answers: dict[str, Json] = {AGAIN: ticket.number}
    answers |= {name: texts[name] for name in ("records", "doubt") if name in texts}
    if ticket.kind in kinds:
        answers["kind"] = kinds[ticket.kind]
    if source := _source(ctx, ticket):
        answers["source"] = source
    if "scenario" in texts and not attachments.of_ticket(ctx.session, ticket.id):
        answers["evidence"] = {"words": texts["scenario"], "files": 0}
    return answers


def _source(ctx: Context, ticket: Ticket) -> Json:
    entry = entries.entry(ctx.session, ticket.entry_id) if ticket.entry_id else None
    if entry is not None and entry.active:
        return {"entry": entry.id, "title": entry.name}
    said = tickets.source_of(ctx.vault, ticket)
    return {"words": said} if said else None


COMMAND = Command("重新提出", "重新提出 <工单号>", "以先前的内容再次提出异议", run)
