"""Result of one delivery attempt (sent, held back, superseded, failed), and the retry schedule of failures."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.ports import Card, PlatformError, Receipt
from store.messages.outbox import Parcel

FIRST, GROWTH, TRIES = timedelta(seconds=5), 2.3, 12  # 5 s, 12 s, 26 s … about a day in all
PATIENCE = timedelta(hours=20)  # no message is given up sooner, however many the attempts
UNKNOWN = timedelta(seconds=5)  # it may have arrived: retry within the platform's deduplication window


class Fate(StrEnum):
    SENT = "sent"
    HELD = "held"  # rate limit or service hours: no attempt was made
    DROPPED = "superseded"  # outdated: already answered, or replaced
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One attempt. `card` and `key` are what is in the chat now; `until` is when a held message may be sent."""

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
    """When a failed message is retried (exponential backoff with jitter); None: never."""
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
    return now + pause * random.uniform(0.9, 1.1)  # noqa: S311 - jitter, not cryptography
