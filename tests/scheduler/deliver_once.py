"""Delivery in the test's own thread, by the same steps as the senders' threads."""

from __future__ import annotations

from datetime import datetime

from scheduler.delivery.answer_order import AnswerOrder
from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.record_outcome import record_outcomes, tell_breaker
from scheduler.deps import Deps
from store.messages import outbox
from store.messages.outbox import Parcel


def deliver(deps: Deps, now: datetime, breaker: CircuitBreaker | None = None, limit: int = 50) -> int:
    """Send what is due now, one after the other; returns the number of attempts."""
    breaker = breaker or CircuitBreaker()
    tried, order = 0, AnswerOrder()
    while parcels := claim(deps, now, breaker, limit):
        for parcel in parcels:
            if order.must_wait(parcel):
                outcome = Outcome(parcel, Fate.HELD, reason="behind an earlier answer")
            else:
                outcome = attempt(deps, parcel, now)
                order.tell(outcome)
                tell_breaker(outcome, breaker, now)
                tried += 1
            with deps.store.write() as session:
                record_outcomes(deps, session, [outcome], breaker, now)
    return tried


def claim(deps: Deps, now: datetime, breaker: CircuitBreaker, limit: int) -> list[Parcel]:
    """Claim messages under a lease."""
    with deps.store.write() as session:
        return outbox.claim(
            session,
            deps.store.vault,
            deps.owner,
            now,
            limit=limit,
            lease=deps.pace.lease,
            paused=breaker.paused(now),
        )
