"""One delivery attempt: at least once to the platform, once to the reader (claim, push, then mark).

A crash between push and mark leaves the message leased; when the lease expires it is sent again with the same bytes
and the same key, by which the platform recognises the duplicate.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.push import push
from scheduler.deps import Deps
from store.engine.db_errors import CONFLICTS
from store.messages.outbox import Parcel

log = structlog.get_logger(__name__)
BUSY = timedelta(seconds=5)  # the database was busy or unavailable


def attempt(deps: Deps, parcel: Parcel, now: datetime) -> Outcome:
    """Push one message; an exception of ours makes it a dead letter (发送台账) and does not stop the others."""
    try:
        return push(deps, parcel, now)
    except CONFLICTS as conflict:
        return Outcome(parcel, Fate.HELD, until=now + BUSY, reason=type(conflict).__name__)
    except BaseException as error:  # BaseException too: it would end the thread
        log.exception("a message can't be made", message=parcel.id, kind=parcel.kind)
        return Outcome(parcel, Fate.FAILED, reason=f"{type(error).__name__} while it was made")
