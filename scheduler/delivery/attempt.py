"""One delivery attempt: at least once to the platform, once to the reader (take, push, then mark).

A crash between push and mark leaves the message as one that is being sent; the next worker sends it again with the
same bytes and the same key, by which the platform recognises the duplicate.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.push import push
from scheduler.deps import Deps
from store.engine.db_errors import CONFLICTS
from store.messages import taking
from store.messages.outbox import Parcel

log = structlog.get_logger(__name__)
BUSY = timedelta(seconds=5)  # the database was busy or unavailable


def attempt(deps: Deps, parcel: Parcel, now: datetime) -> Outcome:
    """Push one message; an exception of ours makes it a dead letter (发送台账) and does not stop the others."""
    fence = Fence(deps, parcel, now)
    try:
        outcome = push(deps, parcel, now, fence.pass_through)
    except Overtaken:
        log.warning("another worker has taken this message meanwhile", message=parcel.id)
        outcome = Outcome(parcel, Fate.DROPPED, reason="taken by another worker")
    except CONFLICTS as conflict:
        outcome = Outcome(parcel, Fate.HELD, until=now + BUSY, reason=type(conflict).__name__)
    except BaseException as error:  # BaseException too: it would end the thread
        log.exception("a message can't be made", message=parcel.id, kind=parcel.kind)
        outcome = Outcome(parcel, Fate.FAILED, reason=f"{type(error).__name__} while it was made")
    return replace(outcome, parcel=fence.parcel)


class Overtaken(Exception):
    """This worker paused, and another one has taken its message."""


class Fence:
    """Takes the message just before the platform is called; whoever comes too late does not pass.

    `parcel` bears the number by which its outcome may be recorded.
    """

    def __init__(self, deps: Deps, parcel: Parcel, now: datetime) -> None:
        self._deps, self._found, self._now = deps, parcel, now
        self.parcel = parcel

    def pass_through(self) -> None:
        """Raises Overtaken. Several calls of the platform may belong to one message."""
        if self.parcel is self._found:
            self._take()
            return
        with self._deps.store.reading_singly() as connection:
            if not taking.still_mine(connection, self.parcel):
                raise Overtaken

    def _take(self) -> None:
        with self._deps.store.writing_singly() as connection:
            taken = taking.take(connection, self._found, self._now)
        if taken is None:
            raise Overtaken
        self.parcel = taken
