"""The data catalogue, and the flags that questioned data carries while it is being repaired (P9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.columns import Base, Id
from store.tables.people import Department


class Entry(Base):
    """One catalogue entry; `words` holds its search words, made by `store.words.index_words`."""

    __tablename__ = "entries"
    __table_args__ = (Index(None, "department_id"),)

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    origin: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="")
    sources: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)

    department: Mapped[Department] = relationship(lazy="joined", innerjoin=True)


class Flag(Base):
    """标注: one case's flag on one record; data is flagged while any flag on it is not cleared."""

    __tablename__ = "flags"
    __table_args__ = (Index(None, "record_index"), Index(None, "entry_id"), Index(None, "ticket_id"))

    id: Mapped[Id]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    record_index: Mapped[str] = mapped_column(default="")
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    set_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    special: Mapped[bool] = mapped_column(default=False)
