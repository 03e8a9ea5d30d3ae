"""Database errors grouped by remedy: retry, wait, or correct the settings; for packages without SQLAlchemy."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError


class Stale(Exception):
    """Optimistic lock: another step on this ticket was recorded first; read it again and decide again."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}: another step was recorded first")
        self.number = number


# the work may be retried: somebody was faster, or the database was busy
CONFLICTS: tuple[type[Exception], ...] = (Stale, StaleDataError, OperationalError, InterfaceError)
# during work: locked, disk full or unavailable; sqlite3's own error comes from what goes to the driver directly
STOPPED = (OperationalError, sqlite3.OperationalError)
TAKEN = IntegrityError  # what must be unique was written by somebody else first
UNUSABLE = (ArgumentError, ImportError, OSError, DBAPIError, sqlite3.Error)
