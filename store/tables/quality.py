"""Table of closed quality reports by version; triggers refuse changes and deletions (M15)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.engine.columns import Base, Id


class QualityReport(Base):
    """One closed period as it was counted: the acts before `until`, and the corrections made before `known`."""

    __tablename__ = "quality_reports"
    __table_args__ = (UniqueConstraint("period", "version"),)

    id: Mapped[Id]
    period: Mapped[str]
    version: Mapped[int]
    content: Mapped[str]  # canonical JSON
    sha256: Mapped[str]
    until: Mapped[datetime]
    known: Mapped[datetime]
    calendar: Mapped[str] = mapped_column(default="")  # version of the working days it was counted with
    publish_on: Mapped[date]  # until then the departments may reply to it
