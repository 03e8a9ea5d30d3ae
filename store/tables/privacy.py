"""Tables of who read what, of requests for rights, and of a person's own data: notices shown, corrections asked for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id, sealed_text


class ReadingLine(Base):
    """One reading of personal data. `hash` covers the line and the hash of the one before; triggers keep both.

    Who and what is sealed in `told_sealed`; its salted digest is in the hash, so it can be erased and the list stays
    provable. `person_id` and `ticket_id` are for look-ups, and are in the sealed text as well.
    """

    __tablename__ = "readings"
    __table_args__ = (Index(None, "person_id", "seq"), Index(None, "ticket_id", "seq"))

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str]
    person_id: Mapped[int]  # 0: the server's command line, or erased
    ticket_id: Mapped[int | None]
    told_sealed: Mapped[str] = sealed_text(default="")
    salt: Mapped[str]
    digest: Mapped[str]
    hash: Mapped[str]


class RoleRequest(Base):
    """A right asked for by one security administrator, to be confirmed by another; `gives` false takes it away."""

    __tablename__ = "role_requests"

    id: Mapped[Id]
    at: Mapped[datetime]
    asked_by: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    gives: Mapped[bool]
    state: Mapped[str] = mapped_column(default="asked")  # asked, granted, refused
    decided_by: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None]


class PrivacyNotice(Base):
    """One version of the privacy notice, word for word."""

    __tablename__ = "privacy_notices"

    version: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]
    at: Mapped[datetime]


class NoticeReader(Base):
    """Who was shown which version of the privacy notice, when and where."""

    __tablename__ = "notice_readers"
    __table_args__ = (UniqueConstraint("person_id", "version"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    version: Mapped[str]
    platform: Mapped[str]
    at: Mapped[datetime]


class OwnDataRequest(Base):
    """Somebody asks for a correction of their own data; open until `decided_at`."""

    __tablename__ = "own_data_requests"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    words_sealed: Mapped[str] = sealed_text(default="")
    answer_sealed: Mapped[str] = sealed_text(default="")
    decided_by: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None]
