"""What people were reminded of: each rung of each limit once to each person, whatever message carried it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.columns import Base, Id

_WAITING = text("dedupe = ''")


class ReminderRow(Base):
    """One rung of one clock for one person; `dedupe` is that of the outbox message that says it, empty until then."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("clock_id", "rung", "due_on", "person_id"),
        Index("ix_reminders_waiting", "person_id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index(None, "dedupe"),
        Index(None, "found_at"),
    )

    id: Mapped[Id]
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"))
    rung: Mapped[str]
    due_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    found_at: Mapped[datetime]
    dedupe: Mapped[str] = mapped_column(default="")
