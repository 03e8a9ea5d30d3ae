"""Of several machines one does a thing at a time; who comes second leaves it to the first, and looks again later."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session


class Lock(IntEnum):
    """Advisory locks on PostgreSQL, by what they are for."""

    OUTBOX = 28202203  # messages to be sent
    REMINDERS = 28202204  # limits to remind people of, all of one person's in one message
    HOLIDAY_NOTICES = 28202205  # a holiday notice, checked against those that are loaded
    FILE_STORE = 28202206  # stored files: writers share it, who throws away has it alone
    KEY_CHECK = 28202207  # check values of the keys


def try_advisory_lock(session: Session, lock: Lock) -> bool:
    """Whether nobody else does this until our transaction ends; on SQLite the write transaction has seen to that."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(lock.value))))


def wait_for_advisory_lock(session: Session, lock: Lock) -> None:
    """Wait until nobody else does this, and keep it until our transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(lock.value)))
