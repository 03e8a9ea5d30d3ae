"""Tables of loaded holiday notices, the operator log, run claims of periodic jobs, and notes of the store."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id, opened_text


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
    loaded_by: Mapped[str | None]  # in clear: doctor reads the calendar without keys, too
    replaces: Mapped[int | None]


class ClosureLine(Base):
    """A district's own closure, or (`withdraws`) that one no longer counts; triggers refuse changes and deletions."""

    __tablename__ = "closures"

    id: Mapped[Id]
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str]  # in clear like the rest: doctor reads the calendar without keys, too
    document: Mapped[str]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[str]
    withdraws: Mapped[int | None]


class CalendarVersion(Base):
    """A work calendar by which limits were counted, whole: what stopped is explained by the calendar of its day."""

    __tablename__ = "calendars"

    id: Mapped[Id]
    version: Mapped[str]
    content: Mapped[str]  # canonical JSON: the notices and the district's closures
    since: Mapped[datetime]


class OperatorLogEntry(Base):
    """The operator log: manual acts outside of any ticket; triggers refuse changes and deletions."""

    __tablename__ = "deeds"

    id: Mapped[Id]
    at: Mapped[datetime]
    person_id: Mapped[int]
    act: Mapped[str]
    subject: Mapped[int]  # the row it was done to
    note: Mapped[str] = opened_text("deeds:note", default="")


class RunClaim(Base):
    """A claimed run of a periodic job: a second machine finds it claimed and skips it."""

    __tablename__ = "slots"

    job: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(default="")
    taken_at: Mapped[datetime]


class Meta(Base):
    """A named value about the database itself."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(default="")
