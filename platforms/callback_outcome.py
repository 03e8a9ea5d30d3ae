"""What became of a callback at the door: one log line each, and a count; no word of it, no secret, no sender."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

log = logging.getLogger(__name__)


class Result(StrEnum):
    """In the order of the door: what isn't refused and concerns the bot is stored, or was stored before."""

    VERIFIED = "verified"  # the console's check of the address
    STORED = "stored"
    REPEATED = "repeated"  # an earlier delivery was stored
    IGNORED = "ignored"  # an event that asks nothing of the bot
    REFUSED = "refused"
    FAILED = "failed"  # not stored: the platform delivers again


@dataclass(frozen=True, slots=True)
class CallbackOutcome:
    """One request to a callback's address. `request` is the id that the handling and every message of it bear.

    `message_id` is the platform's own number. `reason` is one of fixed texts, `detail` quotes only signed content;
    `address` is the client's.
    """

    platform: str
    result: Result
    status: HTTPStatus
    seconds: float
    address: str
    request: str = ""
    message_id: str = ""
    kind: str = ""
    reason: str = ""
    detail: str = ""


Observe = Callable[[CallbackOutcome], None]


def log_outcome(outcome: CallbackOutcome) -> None:
    """One line for each callback; a refused one in words that the manual explains."""
    told = {
        "platform": outcome.platform,
        "result": str(outcome.result),
        "status": int(outcome.status),
        "seconds": round(outcome.seconds, 4),
        "address": outcome.address,
    }
    if outcome.request:
        told |= {"request": outcome.request, "message_id": outcome.message_id, "kind": outcome.kind}
    if outcome.result is Result.REFUSED:
        reason, detail, address = outcome.reason, outcome.detail, outcome.address
        log.warning("callback refused: %s%s (from %s)", reason, detail, address, extra=told)
    else:
        log.info("callback", extra=told)
