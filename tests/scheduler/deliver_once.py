"""Delivery in the test's own thread, by the same steps as the senders' threads."""

from __future__ import annotations

from datetime import datetime

from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import Circuit
from scheduler.delivery.record_outcome import judge, settle
from scheduler.deps import Parts
from store.messages import outbox
from store.messages.outbox import Parcel


def deliver(parts: Parts, now: datetime, circuit: Circuit | None = None, limit: int = 50) -> int:
    """Send what is due now, one after the other; returns the number of attempts."""
    breaker = circuit or Circuit()
    tried = 0
    while parcels := claim(parts, now, breaker, limit):
        for parcel in parcels:
            outcome = attempt(parts, parcel, now)
            judge(outcome, breaker, now)
            with parts.store.write() as session:
                settle(parts, session, [outcome], breaker, now)
            tried += 1
    return tried


def claim(parts: Parts, now: datetime, circuit: Circuit, limit: int) -> list[Parcel]:
    """Claim messages under a lease."""
    with parts.store.write() as session:
        return outbox.claim(
            session,
            parts.store.vault,
            parts.owner,
            now,
            limit=limit,
            lease=parts.pace.lease,
            paused=circuit.paused(now),
        )
