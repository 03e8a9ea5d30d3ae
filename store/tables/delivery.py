"""Tables of the outbox and of the cards in people's chats."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id, KeyedIndex, opened_text, partial, sealed_bytes, sealed_text

_PENDING = text("state = 'pending'")
_SENDING = text("state = 'sending'")
_DEAD = text("state = 'dead'")
_UNREAD = text("state = 'sent' AND lane = 0")
_CAUSED = text("cause <> ''")
_LIVE = text("live")
_TAKEN = text("taken_at IS NOT NULL")


class OutboxRow(Base):
    """One message to one person; `state` is pending, sending, sent, read, dead or superseded.

    `taken` counts how often it was taken for sending: whoever took it last may record what became of it. `cause` is the
    request id of what it answers or follows from (`store.messages.cause`).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        partial("ix_outbox_pending", "lane", "next_at", "id", where=_PENDING),
        partial("ix_outbox_reader", "platform", "user_index", "id", where=_PENDING),
        partial("ix_outbox_sending", "id", where=_SENDING),
        partial("ix_outbox_taken", "platform", "user_index", "taken_at", where=_TAKEN),
        partial("ix_outbox_unread", "sent_at", where=_UNREAD),
        partial("ix_outbox_dead", "id", where=_DEAD),
        Index(None, "ticket_id"),
        partial("ix_outbox_cause", "cause", where=_CAUSED),
    )

    id: Mapped[Id]
    dedupe: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(default="send")
    lane: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    platform: Mapped[str]
    user: Mapped[str] = opened_text("outbox:user")
    user_index: Mapped[str] = mapped_column(KeyedIndex("outbox:user"), server_default=text("''"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    generation: Mapped[int] = mapped_column(default=0)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("cards.id"))
    payload_sealed: Mapped[bytes] = sealed_bytes()
    state: Mapped[str] = mapped_column(default="pending")
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    taken_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    held_for: Mapped[str] = mapped_column(default="", server_default=text("''"))  # why it is held, or was last
    cause: Mapped[str] = mapped_column(default="", server_default=text("''"))


class CardRow(Base):
    """A card in a chat; `live` until it is redrawn as done or a newer card of its ticket replaces it."""

    __tablename__ = "cards"
    __table_args__ = (
        partial("ix_cards_live", "ticket_id", where=_LIVE),
        Index(None, "outbox_id"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(unique=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    generation: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    platform: Mapped[str]
    user: Mapped[str] = opened_text("cards:user")
    outbox_id: Mapped[int | None]
    template: Mapped[str] = mapped_column(default="")
    live: Mapped[bool] = mapped_column(default=True)
    sent_at: Mapped[datetime | None]
    update_code_sealed: Mapped[str] = sealed_text(default="")
    update_until: Mapped[datetime | None]
