"""Cards in people's chats, with their one-use update codes, so that all of a ticket can be redrawn after a step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from store.characters import user_key
from store.engine.columns import fixed, table_of
from store.engine.snapshots import snapshot
from store.engine.upsert import insert
from store.tables import CardRow
from store.vault import Vault

_CODE = "cards:update_code_sealed"
_ROW = table_of(CardRow)
_NOTED = [column.name for column in _ROW.columns if column.name not in ("id", "key", "live")]
_RETIRE = update(_ROW).where(_ROW.c.id.in_(bindparam("ids", expanding=True))).values(live=False)
_RENEW = update(_ROW).where(_ROW.c.key == bindparam("card"))
_MOVED = (
    update(_ROW).where(_ROW.c.id == bindparam("card")).values(generation=bindparam("now_at"), template=bindparam("as"))
)
_KEYED = select(_ROW).where(_ROW.c.key == bindparam("card"))
_LIVE = select(_ROW).where(_ROW.c.ticket_id == bindparam("ticket"), fixed("live")).order_by(_ROW.c.id)


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
) -> int:
    """Record a sent card, or update its record; returns its id.

    `update_code` allows one update in place, until `update_until`.
    """
    values = {
        "key": key, "platform": platform, "user": user, "person_id": person_id, "template": template,
        "ticket_id": ticket_id, "generation": generation, "outbox_id": outbox_id, "sent_at": sent_at,
        "update_code_sealed": vault.seal(update_code, _CODE), "update_until": update_until, "live": True,
    }  # fmt: skip
    row = insert(_ROW, session.get_bind().dialect.name)
    renewed = {name: row.excluded[name] for name in _NOTED}
    renewing = row.on_conflict_do_update(index_elements=["key"], set_=renewed)
    return int(session.execute(renewing.returning(_ROW.c.id), values).scalar_one())


def by_key(session: Session, key: str) -> CardRow | None:
    """A snapshot of the card of this key."""
    row = session.connection().execute(_KEYED, {"card": key}).first()
    return snapshot(CardRow, row) if row else None


def live_for_ticket(session: Session, ticket_id: int, *, before: int | None = None) -> Sequence[CardRow]:
    """Snapshots of a ticket's live cards; with `before`, only those of an earlier generation."""
    rows = session.connection().execute(_LIVE, {"ticket": ticket_id})
    return [snapshot(CardRow, row) for row in rows if before is None or row.generation < before]


def renew_code(session: Session, vault: Vault, key: str, code: str, until: datetime | None) -> bool:
    """A click brought a fresh code for the card; False where the card is unknown."""
    values = {"card": key, "update_code_sealed": vault.seal(code, _CODE), "update_until": until}
    return session.connection().execute(_RENEW, values).rowcount == 1


def live_code(session: Session, vault: Vault, card_id: int, now: datetime) -> str:
    """The card's unused update code; empty where it is spent or expired."""
    row = session.get(CardRow, card_id)
    if row is None or not row.update_code_sealed or (row.update_until is not None and row.update_until <= now):
        return ""
    return vault.open(row.update_code_sealed, _CODE)


def spend_code(session: Session, vault: Vault, card_id: int, now: datetime) -> str:
    """Take the card's update code out of the store; empty where it is spent or expired."""
    row = session.get(CardRow, card_id, with_for_update=True)
    if row is None or not row.update_code_sealed:
        return ""
    code = vault.open(row.update_code_sealed, _CODE)
    expired = row.update_until is not None and row.update_until <= now
    row.update_code_sealed = ""
    return "" if expired else code


def retire(session: Session, card_ids: Sequence[int]) -> None:
    """Mark cards as not live: they were redrawn, or a newer card replaces them."""
    if card_ids:
        session.connection().execute(_RETIRE, {"ids": list(card_ids)})


def retire_of(session: Session, platform: str, user: str) -> None:
    """Of an account that left: its cards can't be redrawn, and fail on the ledger."""
    live = select(_ROW.c.id, _ROW.c.user).where(_ROW.c.platform == platform, _ROW.c.live)
    retire(session, [row.id for row in session.execute(live) if user_key(row.user) == user_key(user)])


def moved_on(session: Session, card_id: int, generation: int, template: str) -> None:
    """The card is redrawn as another one, as of this generation of its ticket."""
    session.connection().execute(_MOVED, {"card": card_id, "now_at": generation, "as": template})
