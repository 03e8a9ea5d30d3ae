"""Rows whose time has come, or whose job was lost, get a job; on PostgreSQL, where due rows alone have one."""

from __future__ import annotations

from datetime import datetime

from scheduler.deps import Deps
from store.engine.deferral.later import later
from store.messages import inbox, taking

MOST = 2000  # of a kind in one transaction


def sweep(deps: Deps, now: datetime) -> int:
    """Returns how many jobs were deferred."""
    with deps.store.write() as session:
        due = [*inbox.undeferred(session, now, MOST), *taking.undeferred(session, now, MOST)]
        later(session, due)
    return len(due)
