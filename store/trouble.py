"""What a database that can't be reached or used raises, for those who may not know its library."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

# in the midst of work: locked by others, its disk full, gone. SQLite's own comes from where a transaction begins
STOPPED = (OperationalError, sqlite3.OperationalError)
UNUSABLE = (ArgumentError, ImportError, OSError, DBAPIError, sqlite3.Error)
