"""Rows that are worked on later: callbacks to handle and messages to deliver, in order within their lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog

from scheduler.delivery.message_delivery import MessageDelivery
from scheduler.deps import Deps
from store.engine.db_errors import CONFLICTS
from store.engine.deferral.later import Due, Task
from store.messages import broken_rows, inbox, taking

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

log = structlog.get_logger(__name__)
SIDE_BY_SIDE = 4  # messages handled at a time on PostgreSQL; on SQLite one writer works at a time anyway
KEEPS_ITS_LOCK = timedelta(seconds=60)  # so long a retry holds up what is behind it; a longer one starts anew later


@dataclass(frozen=True, slots=True)
class Line:
    """`run` works on one row and returns when to try again; `first` finds the first row due of each lock.

    `following` finds the rows behind one, where whoever has worked on it goes on with them: they have no jobs.
    """

    task: Task
    title: str  # what operators read
    threads: int
    run: Callable[[int, datetime], datetime | None]
    first: Callable[[Session, datetime, int], Sequence[Due]]
    following: Callable[[int, datetime], Sequence[Due]] | None = None


def lines_of(deps: Deps) -> list[Line]:
    """What a process with these dependencies can work on; without a dispatcher it only delivers."""
    delivery = MessageDelivery(deps)
    senders, first = deps.pace.senders, taking.first_of_each
    lines = [Line(Task.DELIVER, "消息发送", senders, delivery.deliver, first, delivery.following)]
    if deps.dispatcher is not None:
        threads = 1 if deps.store.is_sqlite else SIDE_BY_SIDE
        lines.append(Line(Task.HANDLE, "消息处理", threads, deps.dispatcher.handle, inbox.first_of_each))
    return lines


def run(deps: Deps, line: Line, row: int, now: datetime) -> datetime | None:
    """Work on this row; returns when to try again. What a bug of ours breaks is given up in the end, and counted."""
    try:
        return line.run(row, now)
    except CONFLICTS:
        raise  # the database's, not the row's
    except Exception as error:
        log.exception("a row can't be worked on", work=line.title, row=row)
        with deps.store.writing_singly() as connection:
            return broken_rows.count(connection, line.task, row, now, type(error).__name__)
