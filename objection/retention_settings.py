"""Retention as configured: how long personal data is kept, and how a ticket is archived before it is erased (M4)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from archive.export import Exporter, NotExported
from objection.config import schema
from scheduler.deps import Retention


def retention_of(setting: schema.Retention, exporter: Exporter) -> Retention:
    """The setting for the sweeps; without a folder nothing is exported by itself, and what is not archived waits."""
    folder = Path(setting.archive_dir)

    def export(ticket_id: int, now: datetime) -> str:
        try:
            exporter.export(ticket_id, folder, "retention", now)
        except NotExported as problem:
            return str(problem)
        return ""

    return Retention(setting.anonymise_after_days, export if setting.archive_dir else None, setting.reading_days)
