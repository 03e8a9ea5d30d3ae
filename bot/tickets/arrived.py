"""A press on a message proves that it arrived, whatever the platform answered: sent, a card in the chat, told (M14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.numbered_menu import menu
from bot.language.list_choice import typed_number
from bot.message_json import StoredMessage, unpack
from bot.outbound import ANSWERS, Lane, task_id
from bot.ports import CODE_LIVES, CallKind, CardKind
from bot.tickets.told import record_delivery
from store.cases import stored_drafts, ticket_numbers, tickets
from store.messages import delivery_proof, held_cards

if TYPE_CHECKING:
    from bot.context import Context
    from store.tables import OutboxRow


def record_arrival(ctx: Context) -> None:
    """Before the press is handled, and kept where it is refused: what it supersedes or redraws was in the chat."""
    call = ctx.call
    number = _of_notice(ctx) if call.kind is CallKind.TEXT else ""
    pressed = call.kind is CallKind.CLICK and bool(call.card)
    if not (pressed or number) or (pressed and held_cards.by_key(ctx.session, call.card) is not None):
        return
    rows = delivery_proof.unconfirmed(ctx.session, ctx.person.id, call.platform, _ticket_of(ctx) if pressed else None)
    row = next((row for row in rows if row.user.lower() == call.user.lower() and _shows(ctx, row, number)), None)
    if row is None:
        return
    if row.state not in ("sent", "read"):
        _note(ctx, row)
    if row.lane == Lane.RESULT and row.kind == "send" and row.ticket_id is not None:
        record_delivery(ctx, row.ticket_id, row.generation, ctx.person.id)


def _of_notice(ctx: Context) -> str:
    """The number that was typed, where it is one of a notice; those of an answer may mean an earlier one."""
    number = typed_number(ctx.call.text)
    return number if number and int(number) > ANSWERS else ""


def _ticket_of(ctx: Context) -> int | None:
    """The ticket that the button names."""
    named = next((word for word in ctx.call.text.split() if ticket_numbers.read_number(word)), "")
    ticket = tickets.get(ctx.session, named, lock=False) if named else None
    return ticket.id if ticket is not None else None


def _shows(ctx: Context, row: OutboxRow, number: str) -> bool:
    """Whether this is the message of the card that was pressed, or of the number that was typed."""
    if not number:
        return task_id(row.dedupe) == ctx.call.card
    stored, offered = _waiting(ctx, row), stored_drafts.offered(ctx.session, ctx.person.id).get(number)
    return bool(offered and stored and stored.first and menu(stored.card, stored.first).get(number) == offered)


def _waiting(ctx: Context, row: OutboxRow) -> StoredMessage | None:
    payload = delivery_proof.payload_of(ctx.vault, row)
    return unpack(payload) if payload else None


def _note(ctx: Context, row: OutboxRow) -> None:
    """Sent; and a card, so that it is redrawn like any other."""
    call, stored = ctx.call, _waiting(ctx, row)
    delivery_proof.mark_arrived(ctx.session, row.id, ctx.now)
    if call.card:
        held_cards.remember(
            ctx.session,
            ctx.vault,
            key=call.card,
            platform=row.platform,
            user=row.user,
            sent_at=ctx.now,
            ticket_id=row.ticket_id,
            generation=row.generation,
            person_id=row.person_id,
            outbox_id=row.id,
            template=(stored.card.kind if stored is not None else CardKind.TASK).value,
            update_code=call.update_code,
            update_until=ctx.now + CODE_LIVES,
        )
