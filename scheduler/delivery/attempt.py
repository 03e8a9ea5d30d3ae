"""At least once towards the platform, once towards the reader: claim, push, then mark.

A crash between push and mark leaves the message leased; when the lease ends it is sent again with the same bytes and
the same key, by which the platform knows the repeat.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.push import push
from scheduler.deps import Parts
from store.engine.db_errors import CONFLICTS
from store.messages.outbox import Parcel

log = structlog.get_logger(__name__)
BUSY = timedelta(seconds=5)  # the database was busy or away


def attempt(parts: Parts, parcel: Parcel, now: datetime) -> Outcome:
    """Push one message; a mistake of ours ends on the operators' ledger instead of stopping the others."""
    try:
        return push(parts, parcel, now)
    except CONFLICTS as conflict:
        return Outcome(parcel, Fate.HELD, until=now + BUSY, reason=type(conflict).__name__)
    except BaseException as error:  # also what would end the thread
        log.exception("a message can't be made", message=parcel.id, kind=parcel.kind)
        return Outcome(parcel, Fate.FAILED, reason=f"{type(error).__name__} while it was made")
