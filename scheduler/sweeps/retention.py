"""Retention: once a day closed tickets past their period lose personal data, and orphaned files are deleted (M4)."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from regulation.shanghai import local_date
from scheduler.deps import Deps
from store.files import orphan_files
from store.protection import erasures
from store.upkeep import run_claims

log = structlog.get_logger(__name__)
JOB = "retention"
MOST = 5000  # tickets a day; the rest waits for the next


def sweep(deps: Deps, now: datetime) -> int:
    """Run once a day in the whole installation; returns how many tickets were anonymised.

    One transaction a ticket: an interruption leaves whole tickets for the next day.
    """
    today = local_date(now).isoformat()
    with deps.store.read() as session:
        if run_claims.taken(session, JOB, today):
            return 0
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, today, deps.owner, now):
            return 0
    done = _anonymised(deps, now) if deps.retention_days else 0
    with deps.store.write() as session:
        orphan_files.remove_of_cancelled_drafts(session)
    _delete_orphans(deps)
    return done


def _anonymised(deps: Deps, now: datetime) -> int:
    before = now - timedelta(days=deps.retention_days)
    rule = f"retention.anonymise_after_days={deps.retention_days}"
    with deps.store.read() as session:
        waiting = erasures.due(session, before, MOST)
    done = 0
    for ticket_id in waiting:
        with deps.store.write() as session:
            done += erasures.erase(session, ticket_id, before, rule, now) is not None
    if done:
        log.info("closed tickets anonymised", tickets=done, after_days=deps.retention_days)
    return done


def _delete_orphans(deps: Deps) -> None:
    while True:
        with deps.store.write() as session:
            if not orphan_files.clear(session, deps.file_store):
                return
