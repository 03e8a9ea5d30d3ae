"""Holiday notices loaded later, what operators did by hand, claims of periodic jobs, and the store's own few notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id


class NoticeFile(Base):
    """A State Council holiday notice loaded after the release; rows are only ever added, so they are its history.

    `replaces` is the version of the same year that it takes the place of, 0 for the one shipped or configured.
    """

    __tablename__ = "notice_files"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[str]
    content: Mapped[dict[str, Any]]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str | None]
    replaces: Mapped[int | None]


class OperatorLogEntry(Base):
    """What an operator did by hand outside of any ticket; triggers refuse to change or delete it."""

    __tablename__ = "deeds"

    id: Mapped[Id]
    at: Mapped[datetime]
    person_id: Mapped[int]
    act: Mapped[str]
    subject: Mapped[int]  # the row it was done to
    note: Mapped[str] = mapped_column(default="")


class RunClaim(Base):
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
