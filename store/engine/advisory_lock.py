"""Of several machines one does a thing at a time; who comes second leaves it to the first, and looks again later."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session


class Work(IntEnum):
    """Advisory locks on PostgreSQL, by what they are for."""

    CLAIMING = 28202203  # messages to be sent
    LOOKING = 28202204  # limits to remind people of, all of one person's in one message
    LOADING = 28202205  # a holiday notice, checked against those that are loaded
    SHELVING = 28202206  # stored files: writers share it, who throws away has it alone
    KEYING = 28202207  # check values of the keys


def alone(session: Session, work: Work) -> bool:
    """Whether nobody else does this until our transaction ends; on SQLite the write transaction has seen to that."""
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(work.value))))


def wait_alone(session: Session, work: Work) -> None:
    """Wait until nobody else does this, and keep it until our transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(work.value)))
