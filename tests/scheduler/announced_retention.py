"""Retention as a test needs it: announced long enough ago, archived into the rig's folder, swept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from archive.export import Exporter
from objection.config import schema
from objection.retention_settings import retention_of
from scheduler.deps import Deps, Retention
from scheduler.sweeps import retention
from store.protection import retention_lists
from tests.scheduler.rig import Rig


def archived_in(folder: Path, exporter: Exporter, days: int) -> Retention:
    """As configured with `archive_dir`."""
    return retention_of(schema.Retention(anonymise_after_days=days, archive_dir=str(folder)), exporter)


def archiving(rig: Rig, days: int = 730) -> Deps:
    """The rig's parts, with a folder for archives."""
    exporter = Exporter(rig.store, rig.laws, rig.deps.file_store)
    return replace(rig.deps, retention=archived_in(rig.folder / "archives", exporter, days))


def sweep(rig: Rig, days: int = 730) -> int:
    """The daily run; whatever is closed was announced 30 days before."""
    with rig.store.write() as session:
        closed = retention_lists.unannounced(session, rig.now)
        retention_lists.announce(session, closed, rig.now - timedelta(days=30))
    return retention.sweep(archiving(rig, days), rig.now)
