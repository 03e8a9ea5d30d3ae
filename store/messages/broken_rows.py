"""Rows that a bug of ours breaks: tried a bounded number of times, then on the ledger (发送台账, 消息处理失败)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from store.engine.columns import table_of
from store.engine.deferral.later import Task
from store.tables import InboxRow, OutboxRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

TRIES = 12  # in some nine minutes
FIRST, LONGEST = timedelta(seconds=5), timedelta(minutes=1)
_OUT, _IN = table_of(OutboxRow), table_of(InboxRow)


def count(connection: Connection, task: Task, row: int, now: datetime, why: str) -> datetime | None:
    """Count one more failure; returns when to try again, None where it is given up. `why` names the error's kind."""
    table, open_states = (_OUT, ("pending", "sending")) if task is Task.DELIVER else (_IN, ("received",))
    tried = connection.execute(select(table.c.attempts).where(table.c.id == row)).scalar() or 0
    gone, again = tried + 1 >= TRIES, now + min(FIRST * 2**tried, LONGEST)
    values: dict[str, Any] = {"attempts": tried + 1, "next_at": again}
    if task is Task.DELIVER:
        values |= {"state": "dead" if gone else "pending", "reason": why}
    else:
        values |= {"state": "failed" if gone else "received", "error": why, "done_at": now if gone else None}
    ours = update(table).where(table.c.id == row, table.c.state.in_(open_states)).values(values)
    return again if connection.execute(ours).rowcount and not gone else None
