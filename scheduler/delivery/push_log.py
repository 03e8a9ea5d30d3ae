"""One log line for each attempt to send: whose request it answers, lane, result, code, and how long it had waited."""

from __future__ import annotations

from datetime import datetime

import structlog

from scheduler.counters import LANES
from scheduler.delivery.outcome import Fate, Outcome

log = structlog.get_logger(__name__)


def log_push(outcome: Outcome, now: datetime, seconds: float, again: datetime | None) -> None:
    """No recipient's account and no word of the platform's answer; `again` is when it is tried next.

    What was held back was not tried: that line is for debugging.
    """
    parcel, error = outcome.parcel, outcome.error
    told = {
        "message": parcel.id,
        "platform": parcel.platform,
        "lane": LANES[parcel.lane],
        "kind": parcel.kind,
        "result": outcome.fate.value,
        "person": parcel.person_id,
        "ticket_id": parcel.ticket_id,
        "attempts": parcel.attempts + (outcome.fate in (Fate.SENT, Fate.FAILED)),
        "waited": round((now - parcel.created_at).total_seconds(), 3),
        "seconds": round(seconds, 4),
    }
    if error is not None:
        told["code"] = error.code
    if again is not None:
        told["again"] = again.isoformat(timespec="seconds")
    if outcome.fate is Fate.HELD:
        log.debug("push held", reason=outcome.reason, **told)
    elif outcome.fate is Fate.FAILED:
        log.warning("push", **told)
    else:
        log.info("push", **told)
