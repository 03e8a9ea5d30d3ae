"""The data catalogue, and the flags that questioned data carries while it is being repaired (P9)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.engine.columns import Base, Id, partial
from store.tables.people import Department

_UNQUEUED = text("queued_at IS NULL")


class Entry(Base):
    """One catalogue entry; `words` holds its search words, made by `store.search_grams.index_words`."""

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

    @property
    def fused(self) -> bool:
        """Made of several sources (融合数据): what joint handling is for (M12)."""
        return self.kind == "fusion"


class StagedEntry(Base):
    """One entry's change by an import that has not been switched on: what is to be, and what it was planned for."""

    __tablename__ = "staged_entries"

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run: Mapped[str]
    name: Mapped[str]
    department_id: Mapped[int]
    origin: Mapped[str]
    kind: Mapped[str]
    sources: Mapped[str]
    active: Mapped[bool]
    was_name: Mapped[str]
    was_department_id: Mapped[int]
    was_origin: Mapped[str]
    was_kind: Mapped[str]
    was_sources: Mapped[str]
    was_active: Mapped[bool]


class Flag(Base):
    """标注: one case's flag on one record; data is flagged while any flag on it is not cleared."""

    __tablename__ = "flags"
    __table_args__ = (Index(None, "entry_id"), Index(None, "ticket_id"))

    id: Mapped[Id]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    record_index: Mapped[str] = mapped_column(default="")
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    set_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    special: Mapped[bool] = mapped_column(default=False)


class FlagEvent(Base):
    """One line of the flag log: a change of a record's flag by a step, and how many cases still mark the record.

    `event` is set, cleared or special; `queued_at` is when the event for the data platform was queued.
    """

    __tablename__ = "flag_events"
    __table_args__ = (
        Index(None, "ticket_id"),
        partial("ix_flag_events_waiting", "id", where=_UNQUEUED),
    )

    id: Mapped[Id]
    event: Mapped[str]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int]
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))
    record_index: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    flagged: Mapped[int]  # open cases that mark the datum after this step, special cases not among them
    special: Mapped[bool] = mapped_column(default=False)  # whether the datum carries a special case's lasting mark
    queued_at: Mapped[datetime | None]
