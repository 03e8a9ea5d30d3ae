"""Submission: the draft becomes a ticket with a number, and the acceptance limit begins (P1, P2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.filing.filed import filed
from bot.filing.source import show_source
from bot.ports import Card
from bot.questions import Draft, Json
from regulation.opening import open_case
from regulation.shanghai import local_date
from store import attachments, catalogue, numbers, tickets

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.decision import Decision
    from regulation.law import Law
    from store.tables import Entry

CHANNEL = "chat"  # code of the rulebook's channels
FUSION = "融合"


def submit(ctx: Context, draft: Draft) -> Card:
    """File the draft and show the proposer the number, who has it now, and by when they will hear."""
    law = ctx.laws.on(local_date(ctx.now))
    source = draft.answers["source"]
    entry = catalogue.entry(ctx.session, source["entry"]) if source.get("entry") else None
    number = numbers.new_number(ctx.session, ctx.now)
    decision = _decided(ctx, draft, number, law, entry)
    ticket = tickets.file(ctx.session, ctx.vault, number, decision, _filing(draft, source, law), law)
    attachments.move_to_ticket(ctx.session, draft.id, ticket.id, ticket.seq)
    draft.ticket_id = ticket.id
    return filed(ctx, ticket, decision)


def _decided(ctx: Context, draft: Draft, number: str, law: Law, entry: Entry | None) -> Decision:
    """The law's decision, with the proposer's words beside it: they are stored apart and only hashed into it."""
    decision = open_case(
        number,
        ctx.person.id,
        ctx.actor,
        ctx.now,
        law,
        fusion=entry is not None and FUSION in entry.kind,
        given={"kind": _code(law.rulebook.names("kinds"), draft.answers["kind"]), "channel": CHANNEL},
    )
    words = {
        "records": draft.answers["records"],
        "doubt": draft.answers["doubt"],
        "scenario": draft.answers["evidence"]["words"],
    }
    return replace(decision, texts={**decision.texts, **{name: text for name, text in words.items() if text}})


def _filing(draft: Draft, source: Json, law: Law) -> tickets.Filing:
    listed = {"title": show_source(source), "entry_id": source["entry"]} if source.get("entry") else {}
    return tickets.Filing(
        contact=tickets.Contact(**draft.answers["contact"]),
        kind=_code(law.rulebook.names("kinds"), draft.answers["kind"]),
        source_words=source.get("words", ""),
        records=draft.answers["records"],
        channel=CHANNEL,
        **listed,
    )


def _code(names: Mapping[str, str], text: str) -> str:
    return next((code for code, name in names.items() if name == text), text)
