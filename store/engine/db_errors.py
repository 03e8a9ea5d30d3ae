"""Database errors by what can be done about them: retry, wait, or mend the settings; for parts without SQLAlchemy."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError


class Stale(Exception):
    """Somebody else's step on this ticket was written first: load it again and decide again."""

    def __init__(self, number: str) -> None:
        super().__init__(f"{number}: another step was recorded first")
        self.number = number


# the same work may be tried again: somebody was faster, or the database was busy
CONFLICTS: tuple[type[Exception], ...] = (Stale, StaleDataError, OperationalError, InterfaceError)
# in the midst of work: locked by others, its disk full, gone. SQLite's own comes from where a transaction begins
STOPPED = (OperationalError, sqlite3.OperationalError)
UNUSABLE = (ArgumentError, ImportError, OSError, DBAPIError, sqlite3.Error)
