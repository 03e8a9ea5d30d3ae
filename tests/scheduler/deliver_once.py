"""Delivery in the test's own thread, by the same steps as the workers."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import datetime

from scheduler.delivery.message_delivery import MessageDelivery
from scheduler.deps import Deps
from store.messages import taking
from store.messages.outbox import Parcel

LOCKS: defaultdict[tuple[str, str, int], threading.Lock] = defaultdict(threading.Lock)  # as the jobs have them


def deliver(deps: Deps, now: datetime, delivery: MessageDelivery | None = None, limit: int = 1000) -> int:
    """Send what is due now, one after the other; returns the number of messages that were worked on."""
    delivery = delivery or MessageDelivery(deps)
    tried: set[int] = set()
    attempts = 0
    while batch := [each for each in due(deps, now, limit + len(tried)) if each.id not in tried]:
        for parcel in batch:
            tried.add(parcel.id)
            if parcel.platform not in delivery.breaker.paused(now):
                attempts += 1
                with LOCKS[parcel.platform, parcel.user, parcel.lane]:
                    delivery.deliver(parcel.id, now)
    return attempts


def due(deps: Deps, now: datetime, limit: int = 50) -> list[Parcel]:
    """Messages whose turn it is."""
    with deps.store.read() as session:
        return taking.due(session, deps.store.vault, now, limit)
