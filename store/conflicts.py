"""Failures after which the same work may be tried again: somebody was faster, or the database was busy."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from store.tickets import Stale

CONFLICTS: tuple[type[Exception], ...] = (Stale, StaleDataError, OperationalError, InterfaceError)
