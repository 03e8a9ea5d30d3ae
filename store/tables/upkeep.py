"""Holiday notices loaded later, claims of periodic jobs, and the store's own few notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from store.columns import Base


class NoticeFile(Base):
    """A State Council holiday notice loaded after the release; a later version of a year replaces the earlier."""

    __tablename__ = "notice_files"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str]
    content: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]


class Slot(Base):
    """A run of a periodic job that somebody has taken: the second machine finds it taken and stays silent."""

    __tablename__ = "slots"

    job: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime]


class Meta(Base):
    """One named value about the store itself."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(default="")
