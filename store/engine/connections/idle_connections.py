"""Connections that have been idle are asked whether they still work before they are used again (PostgreSQL)."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError

if TYPE_CHECKING:
    from sqlalchemy import Engine

IDLE = 1.0  # seconds; SQLAlchemy's own check asks before each use, a round trip for every transaction


def check_idle(engine: Engine) -> None:
    """One that was used a moment ago is not asked; where it is lost all the same, its transaction fails as any may."""

    def used(_connection: Any, record: Any) -> None:
        record.info["used"] = monotonic()

    def asked(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get("used", 0.0) <= IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    event.listen(engine, "connect", used)
    event.listen(engine, "checkin", used)
    event.listen(engine, "checkout", asked)
