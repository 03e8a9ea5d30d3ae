"""Daily cleanup: old run claims, handled messages and drafts long untouched are deleted, sessions that are over."""

from __future__ import annotations

from datetime import datetime, timedelta

from regulation.shanghai import local_date
from scheduler.deps import Deps
from store.cases import stored_drafts
from store.messages import inbox
from store.people import web_sessions
from store.readings import reading_lists
from store.upkeep import run_claims

JOB = "upkeep"
DRAFTS, LETTERS, CLAIMS = timedelta(days=90), timedelta(days=30), timedelta(days=400)  # drafts are promised thirty


def sweep(deps: Deps, now: datetime) -> int:
    """Run once a day in the whole installation; returns how many drafts were cancelled."""
    today = local_date(now).isoformat()
    with deps.store.read() as session:
        if run_claims.taken(session, JOB, today):
            return 0
    with deps.store.write() as session:
        if not run_claims.take(session, JOB, today, deps.owner, now):
            return 0
        run_claims.prune(session, now - CLAIMS)
        inbox.prune(session, now - LETTERS)
        web_sessions.prune(session, now)
        reading_lists.erase_words(session, now - timedelta(days=deps.retention.reading_days))
        return stored_drafts.prune(session, now - DRAFTS)
