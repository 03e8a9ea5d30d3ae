"""Once a day closed tickets whose time is over lose their personal data, and files nobody needs go (M4)."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from regulation.shanghai import local_date
from scheduler.deps import Parts
from store.files import orphan_files
from store.protection import erasures
from store.upkeep import run_claims

log = structlog.get_logger(__name__)
JOB = "retention"
MOST = 5000  # tickets in one night; the rest waits for the next


def sweep(parts: Parts, now: datetime) -> int:
    """Run once a day in the whole installation; returns how many tickets were anonymised.

    Each ticket is its own transaction: what ends this half way leaves whole tickets to the next day.
    """
    today = local_date(now).isoformat()
    with parts.store.read() as session:
        if run_claims.taken(session, JOB, today):
            return 0
    with parts.store.write() as session:
        if not run_claims.take(session, JOB, today, parts.owner, now):
            return 0
    done = _anonymised(parts, now) if parts.retention_days else 0
    with parts.store.write() as session:
        orphan_files.forsake(session)
    _thrown_away(parts)
    return done


def _anonymised(parts: Parts, now: datetime) -> int:
    before = now - timedelta(days=parts.retention_days)
    rule = f"retention.anonymise_after_days={parts.retention_days}"
    with parts.store.read() as session:
        waiting = erasures.due(session, before, MOST)
    done = 0
    for ticket_id in waiting:
        with parts.store.write() as session:
            done += erasures.erase(session, ticket_id, before, rule, now) is not None
    if done:
        log.info("closed tickets anonymised", tickets=done, after_days=parts.retention_days)
    return done


def _thrown_away(parts: Parts) -> None:
    while True:
        with parts.store.write() as session:
            if not orphan_files.clear(session, parts.shelf):
                return
