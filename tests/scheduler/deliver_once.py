"""Delivery in one thread, step by step: what the senders do in theirs."""

from __future__ import annotations

from datetime import datetime

from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import Circuit
from scheduler.delivery.record_outcome import judge, settle
from scheduler.deps import Parts
from store.messages import outbox
from store.messages.outbox import Parcel


def deliver(parts: Parts, now: datetime, circuit: Circuit | None = None, limit: int = 50) -> int:
    """Send what is due now, one after the other; returns how many attempts were made. The senders do it in threads."""
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
    """Messages that are ours alone until their lease ends."""
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
