"""Submission: the draft becomes a ticket with a number, and the acceptance limit starts (P1, P2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.context import MARK, Draft, Json
from bot.filing.filing_confirmation import filed
from bot.notify.readers import in_right
from bot.ports import Card
from regulation.case import SYSTEM
from regulation.decide import decide
from regulation.filing import open_case
from regulation.shanghai import local_date
from regulation.states import Action, Role
from store.cases import flags, ticket_numbers, tickets
from store.catalogue import entries
from store.files import attachments
from store.people import persons
from store.recognition.alike import Likeness

if TYPE_CHECKING:
    from bot.context import Context
    from regulation.case import Actor
    from regulation.decision import Decision
    from regulation.law import Law
    from store.tables import Entry, Ticket

CHANNEL = "chat"  # code of the rulebook's channels
RECORDERS = (Role.OPERATOR, Role.DIRECTOR, Role.OFFICER)  # roles that may enter objections for others (G2, M6)
AGAIN = f"{MARK}again"  # internal key: the number of the ticket that is filed anew


def submit(ctx: Context, draft: Draft) -> Card:
    """Create the ticket, and show the proposer its number, its holder and when they will be notified."""
    received = _received(ctx, draft)
    law = ctx.laws.on(local_date(received))
    source = draft.answers["source"]
    entry = entries.entry(ctx.session, source["entry"]) if source.get("entry") else None
    number = ticket_numbers.new_number(ctx.session, ctx.now)
    decision = _decided(ctx, draft, number, received, law, entry)
    filing = _filing(ctx, draft, source, law)
    ticket = tickets.file(ctx.session, ctx.vault, number, decision, filing, law, ctx.caller)
    ctx.post.acted.add(number)
    attachments.move_to_ticket(ctx.session, draft.id, ticket, ticket.seq, ctx.now)
    draft.ticket_id = ticket.id
    tie_to_special(ctx, ticket, law)
    return filed(ctx, ticket, decision)


def _received(ctx: Context, draft: Draft) -> datetime:
    """Time of receipt by the centre: now, or for a 代录 that of the original (G2)."""
    original = draft.answers.get("received")
    return datetime.fromisoformat(original).astimezone(UTC) if original else ctx.now


def _proposer(ctx: Context, draft: Draft) -> int:
    """The caller; for a 代录 the person with this phone number in the directory, 0 where there is none."""
    if "received" not in draft.answers:
        return ctx.person.id
    known = persons.by_mobile(ctx.session, ctx.vault, draft.answers["contact"]["phone"])
    return known.id if known else 0


def _right(ctx: Context, draft: Draft) -> Actor:
    """Nobody files their own objection as a stand-in; a 代录 may be entered in the right of an absent colleague."""
    recorder = in_right(ctx.session, ctx.person, RECORDERS, ctx.now) if "received" in draft.answers else None
    return recorder or ctx.actor


def _decided(ctx: Context, draft: Draft, number: str, received: datetime, law: Law, entry: Entry | None) -> Decision:
    """The law's decision with the proposer's texts, which are stored separately; the history holds their hash."""
    proposer_id, names = _proposer(ctx, draft), law.rulebook.lists
    decision = open_case(
        number,
        proposer_id,
        _right(ctx, draft),
        ctx.now,
        law,
        filed_at=received,
        on_behalf=not proposer_id,
        fusion=entry is not None and entry.fused,
        given={"kind": _code(names["kinds"], draft.answers["kind"]), "channel": _channel(draft, law)},
    )
    words = {
        "records": draft.answers["records"],
        "doubt": draft.answers["doubt"],
        "scenario": draft.answers["evidence"]["words"],
        "again": draft.answers.get(AGAIN, ""),
    }
    return replace(decision, texts={**decision.texts, **{name: text for name, text in words.items() if text}})


def _filing(ctx: Context, draft: Draft, source: Json, law: Law) -> tickets.Filing:
    listed = {"title": source["title"], "entry_id": source["entry"]} if source.get("entry") else {}
    return tickets.Filing(
        contact=tickets.Contact(**draft.answers["contact"]),
        kind=_code(law.rulebook.lists["kinds"], draft.answers["kind"]),
        source_words=source.get("words", ""),
        records=draft.answers["records"],
        channel=_channel(draft, law),
        filed_by=ctx.person.id if "received" in draft.answers else 0,
        original_at=_received(ctx, draft) if "received" in draft.answers else None,
        **listed,
    )


def _channel(draft: Draft, law: Law) -> str:
    return _code(law.rulebook.lists["channels"], draft.answers.get("channel", CHANNEL))


def _code(names: Mapping[str, str], text: str) -> str:
    return next((code for code, name in names.items() if name == text), text)


def tie_to_special(ctx: Context, ticket: Ticket, law: Law) -> None:
    """G7: a new objection to what is registered as a special case is linked to it, and the operator sees that.

    Only where both name the same fault: of another field of the record the card tells, and the centre decides.
    """
    special = flags.special_on(ctx.session, ticket, Likeness.FAULT)
    if special is not None:
        root_id = special.root_id or special.id
        decision = decide(ticket, Action.LINK, SYSTEM, ctx.now, law, {"root_id": root_id})
        tickets.record(ctx.session, ctx.vault, ticket, decision, law)
