"""What cases are found by: keyed hashes of what identifies record and applicant, and their words, encrypted."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id, sealed_bytes


class CaseKey(Base):
    """A keyed hash of a code, name or address of the record, of its source, or of whoever applied."""

    __tablename__ = "case_keys"
    __table_args__ = (Index(None, "key"), Index(None, "ticket_id"))

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"))
    sort: Mapped[str]
    key: Mapped[str]


class CaseWords(Base):
    """The words of a case as they compare, encrypted: of its filing, and of its later steps for the centre alone."""

    __tablename__ = "case_words"

    ticket_id: Mapped[int] = mapped_column(
        ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    filed: Mapped[bytes] = sealed_bytes()
    later: Mapped[bytes] = sealed_bytes(default=b"")
