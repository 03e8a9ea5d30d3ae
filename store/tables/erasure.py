"""Table of erasures: what was erased of a closed ticket after its retention period, as a hash chain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id


class Erasure(Base):
    """One anonymisation. Triggers refuse to change or delete it; `hash` covers it and the hash of the one before."""

    __tablename__ = "erasures"
    __table_args__ = (Index(None, "ticket_id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    at: Mapped[datetime]
    rule: Mapped[str]  # by which setting, as it stood
    seq: Mapped[int]  # the ticket's last history line at that moment
    history_head: Mapped[str]  # and its hash
    what: Mapped[str]  # canonical JSON: contact, source, texts [seq, field, digest], files by hash
    prev_hash: Mapped[str] = mapped_column(default="")
    hash: Mapped[str]
