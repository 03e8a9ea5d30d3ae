"""Run claims: each run of a periodic job is claimed by exactly one machine, so that running it twice is idempotent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.engine.upsert import insert
from store.tables import Meta, RunClaim


def take(session: Session, job: str, slot: str, owner: str, now: datetime) -> bool:
    """Claim one run of a job in the caller's transaction; False where it was claimed before.

    On PostgreSQL a second machine waits here until the first has committed or rolled back.
    """
    blank = insert(RunClaim, session.get_bind().dialect.name)
    row = blank.values(job=job, slot=slot, owner=owner, taken_at=now).on_conflict_do_nothing()
    return session.execute(row.returning(RunClaim.job)).first() is not None


def taken(session: Session, job: str, slot: str) -> bool:
    """Whether this run was claimed."""
    return session.get(RunClaim, (job, slot)) is not None


def prune(session: Session, before: datetime) -> None:
    """Delete claims from before an instant."""
    session.execute(delete(RunClaim).where(RunClaim.taken_at < before))


def note(session: Session, key: str) -> str:
    """A named value about the database; empty where there is none."""
    return session.scalar(select(Meta.value).where(Meta.key == key)) or ""


def write_note(session: Session, key: str, value: str) -> None:
    """Several processes may write it at once, at their start for instance: the last one stands."""
    row = insert(Meta, session.get_bind().dialect.name).values(key=key, value=value)
    session.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value}))
