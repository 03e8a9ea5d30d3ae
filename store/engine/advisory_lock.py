"""PostgreSQL advisory locks: one machine does a thing at a time, and the second skips it or waits."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session


class Lock(IntEnum):
    """The locks, by what they protect; the numbers are used by older releases too."""

    REMINDERS = 28202204  # sending reminders, all of one person in one message
    HOLIDAY_NOTICES = 28202205  # loading a holiday notice, checked against the loaded ones
    FILE_STORE = 28202206  # stored files: shared by writers, exclusive for deletion
    KEY_CHECK = 28202207  # check values of the encryption keys
    CORRECTION_NUMBERS = 28202208  # the next number of a catalogue correction
    RECORD = 28202209  # the end of the record, where it was not the one known
    READINGS = 28202210  # the next line of the reading log


def try_advisory_lock(session: Session, lock: Lock) -> bool:
    """Take the lock until the transaction ends, or return False; on SQLite the write transaction suffices."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(lock.value))))


def wait_for_advisory_lock(session: Session, lock: Lock) -> None:
    """Wait for the lock and hold it until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(lock.value)))
