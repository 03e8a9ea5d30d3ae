"""Tables of conversations: inbox, drafts, offered menus, attachments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id, opened_text, partial, sealed_bytes, sealed_text
from store.tables.people import USER_KEY

_WAITING = text("state = 'received'")
_FAILED = text("state = 'failed'")
_ALIVE = text("state IN ('active', 'parked')")


class InboxRow(Base):
    """An acknowledged callback; `state` is received, done (refusals included) or failed (given up).

    `message_id` is the platform's own number where it has one; `repeats` counts further deliveries; `result` names acts
    or the kind of a refusal, no words.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("platform", "message_key"),
        partial("ix_inbox_waiting", "platform", "user_key", "id", where=_WAITING),
        partial("ix_inbox_line", "id", where=_WAITING),
        partial("ix_inbox_failed", "id", where=_FAILED),
        Index(None, "done_at"),
    )

    id: Mapped[Id]
    platform: Mapped[str]
    message_key: Mapped[str]
    user_key: Mapped[str] = mapped_column(USER_KEY)
    payload_sealed: Mapped[bytes] = sealed_bytes()
    state: Mapped[str] = mapped_column(default="received")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(default="")
    message_id: Mapped[str] = mapped_column(server_default=text("''"))
    repeats: Mapped[int] = mapped_column(server_default=text("0"))
    result: Mapped[str] = mapped_column(server_default=text("''"))


class Draft(Base):
    """An unfinished form; `state` is active, parked, submitted or cancelled. Stored after every answer."""

    __tablename__ = "drafts"
    __table_args__ = (
        partial("ix_drafts_alive", "person_id", where=_ALIVE),
        Index(None, "ticket_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    form: Mapped[str]
    form_version: Mapped[int]
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    step: Mapped[str] = mapped_column(default="")
    answers_sealed: Mapped[str] = sealed_text(default="")
    state: Mapped[str] = mapped_column(default="active")
    version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Conversation(Base):
    """The numbered choices a person was last shown, so that `2` means the second.

    They quote what somebody searched for, so they are encrypted; `menu` holds what an older release left in clear.
    """

    __tablename__ = "conversations"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    menu: Mapped[dict[str, Any]] = mapped_column(default=dict)
    menu_sealed: Mapped[str] = opened_text("conversations:menu_sealed", default="", server_default=text("''"))
    updated_at: Mapped[datetime]


class Attachment(Base):
    """A file somebody sent; its content is on disk under its hash.

    `state` is pending, stored, refused, removed (by its sender, before submission) or erased (retention). Of the last
    two the hash stays here until the file is deleted. `findings` of the inspection are masked; NULL without one.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        Index(None, "ticket_id"),
        Index(None, "draft_id"),
        Index(None, "sha256"),
        partial(
            "ix_attachments_pending",
            "id",
            where=text("state = 'pending'"),
        ),
    )

    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(default="")
    name_sealed: Mapped[str] = sealed_text(default="")
    content_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("drafts.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int | None]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="pending")
    platform: Mapped[str] = mapped_column(default="")
    media_id: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    findings: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
