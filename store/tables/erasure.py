"""Tables of retention: what was archived, whose erasure was announced, and what was erased, as a hash chain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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


class ArchiveExport(Base):
    """One archive written of a ticket as it stood after its line `seq`; `way` is page, command or retention."""

    __tablename__ = "archive_exports"
    __table_args__ = (Index(None, "ticket_id", "seq"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int]
    person_id: Mapped[int] = mapped_column(default=0)  # 0: the sweep, or somebody at the server's command line
    way: Mapped[str]
    sha256: Mapped[str]
    at: Mapped[datetime]


class ErasureWarning(Base):
    """The erasure of a ticket was announced to the centre; one that was reopened and closed again is announced anew."""

    __tablename__ = "erasure_warnings"
    __table_args__ = (UniqueConstraint("ticket_id", "closed_at"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    closed_at: Mapped[datetime]
    at: Mapped[datetime]
