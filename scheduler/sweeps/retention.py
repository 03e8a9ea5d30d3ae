"""Retention: once a day closed tickets past their period are archived where a folder is set, then erased (M4).

What was not archived as it stands, or whose erasure was not announced, waits; `retention_warnings` says so.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from regulation.shanghai import local_date
from scheduler import clock_guard
from store.files import orphan_files
from store.protection import erasures, retention_lists
from store.upkeep import run_claims

if TYPE_CHECKING:
    from scheduler.deps import Deps

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
    if deps.retention.days and clock_guard.is_held(deps):
        return 0
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, today, deps.owner, now):
            return 0
    done = _anonymised(deps, now) if deps.retention.days else 0
    with deps.store.write() as session:
        orphan_files.remove_of_cancelled_drafts(session)
    _delete_orphans(deps, now)
    return done


def _anonymised(deps: Deps, now: datetime) -> int:
    before, rule = deps.retention.closed_before(now), f"retention.anonymise_after_days={deps.retention.days}"
    _export(deps, before, now)
    with deps.store.read() as session:
        ready = retention_lists.due(session, before, now - deps.retention.notice, MOST)
    done = 0
    for ticket_id in ready:
        with deps.store.write() as session:
            done += erasures.erase(session, ticket_id, before, rule, now) is not None
    if done:
        log.info("closed tickets anonymised", tickets=done, after_days=deps.retention.days)
    return done


def _export(deps: Deps, before: datetime, now: datetime) -> None:
    """Archive what is past its period; a ticket that cannot be archived is logged, listed and waits."""
    if deps.retention.export is None:
        return
    with deps.store.read() as session:
        waiting = retention_lists.unarchived(session, before, MOST)
    for each in waiting:
        problem = deps.retention.export(each.id, now)
        if problem:
            log.error("not archived, and so not erased", ticket=each.number, problem=problem)


def _delete_orphans(deps: Deps, now: datetime) -> None:
    while True:
        with deps.store.write() as session:
            if not orphan_files.clear(session, deps.file_store, now):
                return
