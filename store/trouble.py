"""What a database that can't be reached or used raises, for those who may not know its library."""

from __future__ import annotations

from sqlalchemy.exc import ArgumentError, DBAPIError

UNUSABLE = (ArgumentError, ImportError, OSError, DBAPIError)
