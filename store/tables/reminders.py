"""Table of sent reminders: each step of each limit once to each person."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id


class ReminderRow(Base):
    """One step of one limit for one person; `dedupe` is the prefix of its messages' deduplication keys."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("clock_id", "rung", "due_on", "person_id"),
        Index(None, "dedupe"),
        Index(None, "found_at"),
    )

    id: Mapped[Id]
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"))
    rung: Mapped[str]
    due_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    found_at: Mapped[datetime]
    dedupe: Mapped[str]
