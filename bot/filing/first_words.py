"""A newcomer's first words begin a filing, whatever they are (M9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.filing import said_at_once
from bot.filing.filing_form import FILING
from bot.forms import drafts, engine
from store.catalogue import entry_search
from store.lists import ticket_lists

if TYPE_CHECKING:
    from bot.context import Context
    from bot.ports import Card


def is_new(ctx: Context) -> bool:
    """A person with no duties who has never filed: their first text begins a filing."""
    here_to_file = set(ctx.person.roles.split()) <= {"proposer"}
    return here_to_file and not ticket_lists.of_proposer(ctx.session, ctx.person.id, limit=1) and not drafts.parked(ctx)


def first_words(ctx: Context) -> Card:
    """A filing that holds what was said; a name alone is looked up, what speaks of no data is greeted."""
    card = said_at_once.begin_newcomer(ctx, ctx.call.text)
    if card is not None:
        return card
    card = engine.start(ctx, FILING)
    draft = drafts.active(ctx)
    if draft is None or not _names_data(ctx):
        return replace(card, body=f"您好，在这里可以对公共数据提出异议；发送“帮助”查看其他命令。\n{card.body}")
    return engine.answer(ctx, draft, ctx.call)


def _names_data(ctx: Context) -> bool:
    hits = entry_search.find(ctx.session, ctx.call.text, ctx.settings.synonyms)
    return bool(hits.entries) and not hits.near
