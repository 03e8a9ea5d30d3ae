"""What became of one message: taken, held back, to be tried again, or given up with a reason."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ports import Card, PlatformError, Receipt
from store.messages.outbox import Parcel

FIRST, GROWTH, TRIES = timedelta(seconds=5), 2.3, 12  # 5 s, 12 s, 26 s … about a day in all
PATIENCE = timedelta(hours=20)  # nothing is given up sooner only because tries were many
UNKNOWN = timedelta(seconds=5)  # it may have arrived: repeat it while the platform still knows it by its key


class Fate(StrEnum):
    SENT = "sent"
    HELD = "held"  # to keep a platform's limits: no attempt was made
    DROPPED = "superseded"  # nothing to say any more
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt. `card` and `key` are what lies in the chat now; `until` is when a held message may go."""

    parcel: Parcel
    fate: Fate
    card: Card | None = None
    key: str = ""
    receipt: Receipt | None = None
    updated: bool = False
    until: datetime | None = None
    error: PlatformError | None = None
    reason: str = ""


def next_try(parcel: Parcel, error: PlatformError, now: datetime) -> datetime | None:
    """When a failed message is tried again; None: never."""
    if not error.retryable and not error.sent_unknown:
        return None
    tried = parcel.attempts + 1
    if tried >= TRIES and now - parcel.created_at >= PATIENCE:
        return None
    if error.retry_after is not None:
        return now + error.retry_after
    if error.sent_unknown and tried == 1:
        return now + UNKNOWN
    pause = FIRST * GROWTH ** min(tried - 1, TRIES - 1)
    return now + pause * random.uniform(0.9, 1.1)  # noqa: S311 - spreads repeats, hides nothing
