"""Tables of catalogue corrections (目录更正) and their history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id, opened_text, partial

_OPEN = text("settled_at IS NULL")
_OF_TICKET = text("ticket_id IS NOT NULL")


class Correction(Base):
    """目录更正: one entry whose responsible department a ticket has shown to be another."""

    __tablename__ = "corrections"
    __table_args__ = (
        Index("ix_corrections_entry", "entry_id", "suggested_id"),
        partial("ix_corrections_open", "id", where=_OPEN),
    )

    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    code: Mapped[str]  # of the entry, as it was when this was opened
    name: Mapped[str]
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))  # the catalogue's, when this was opened
    suggested_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    state: Mapped[str]
    opened_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]


class CorrectionLine(Base):
    """One line of its history. Triggers refuse to change or delete it.

    `person_id` is 0 where an import did it; `before_id` and `after_id` are departments where the catalogue changed.
    """

    __tablename__ = "correction_lines"
    __table_args__ = (
        Index(None, "correction_id"),
        partial("ix_correction_lines_ticket", "ticket_id", where=_OF_TICKET),
    )

    id: Mapped[Id]
    correction_id: Mapped[int] = mapped_column(ForeignKey("corrections.id"))
    act: Mapped[str]
    at: Mapped[datetime]
    person_id: Mapped[int] = mapped_column(default=0)
    acting_for: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = opened_text("correction_lines:reason", default="")
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    seq: Mapped[int | None]
    before_id: Mapped[int | None]
    after_id: Mapped[int | None]
    # canonical JSON: by, before, after, as they were called then; NULL in older lines
    names: Mapped[str | None] = opened_text("correction_lines:names", nullable=True)
