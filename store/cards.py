"""Which cards people hold, so that all of them can be redrawn when one has been acted on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from store.tables import CardRow
from store.vault import Vault

_CODE = "cards:update_code_sealed"
_LIVE = select(CardRow).where(CardRow.ticket_id == bindparam("ticket"), CardRow.live).order_by(CardRow.id)


def remember(
    session: Session,
    vault: Vault,
    *,
    key: str,
    platform: str,
    user: str,
    sent_at: datetime | None,
    ticket_id: int | None = None,
    generation: int = 0,
    person_id: int | None = None,
    outbox_id: int | None = None,
    template: str = "",
    update_code: str = "",
    update_until: datetime | None = None,
) -> CardRow:
    """Note a card that was sent, or renew what is known of it; `update_code` redraws it once, until `update_until`."""
    row = by_key(session, key)
    if row is None:
        row = CardRow(key=key, live=True)
        session.add(row)
    row.platform, row.user, row.person_id, row.template = platform, user, person_id, template
    row.ticket_id, row.generation, row.outbox_id, row.sent_at = ticket_id, generation, outbox_id, sent_at
    row.update_code_sealed, row.update_until = vault.seal(update_code, _CODE), update_until
    session.flush()
    return row


def by_key(session: Session, key: str) -> CardRow | None:
    return session.scalars(select(CardRow).where(CardRow.key == key)).first()


def card(session: Session, card_id: int) -> CardRow | None:
    return session.get(CardRow, card_id)


def live_for_ticket(session: Session, ticket_id: int, *, before: int | None = None) -> Sequence[CardRow]:
    """The cards of a ticket that still look true; with `before`, only those of an earlier generation."""
    rows = session.scalars(_LIVE, {"ticket": ticket_id})
    return [row for row in rows if before is None or row.generation < before]


def renew_code(session: Session, vault: Vault, key: str, code: str, until: datetime | None) -> bool:
    """A click brought a fresh code for the card; False where the card is unknown."""
    row = by_key(session, key)
    if row is None:
        return False
    row.update_code_sealed, row.update_until = vault.seal(code, _CODE), until
    return True


def live_code(session: Session, vault: Vault, card_id: int, now: datetime) -> str:
    """The card's one-use code, still to be spent; empty where none is left or it has run out."""
    row = session.get(CardRow, card_id)
    if row is None or not row.update_code_sealed or (row.update_until is not None and row.update_until <= now):
        return ""
    return vault.open(row.update_code_sealed, _CODE)


def spend_code(session: Session, vault: Vault, card_id: int, now: datetime) -> str:
    """The card's one-use code, gone from the store with this call; empty where none is left or it has run out."""
    row = session.get(CardRow, card_id, with_for_update=True)
    if row is None or not row.update_code_sealed:
        return ""
    code = vault.open(row.update_code_sealed, _CODE)
    expired = row.update_until is not None and row.update_until <= now
    row.update_code_sealed = ""
    return "" if expired else code


def retire(session: Session, card_ids: Sequence[int]) -> None:
    """These cards no longer look true: they were redrawn, or a newer one stands below them."""
    if card_ids:
        session.execute(update(CardRow).where(CardRow.id.in_(card_ids)).values(live=False))
