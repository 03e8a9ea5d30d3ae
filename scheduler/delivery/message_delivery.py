"""Delivery of one message of the outbox: found in its turn, attempted, and recorded; sent by one worker at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic

from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.push_log import log_push
from scheduler.delivery.record_outcome import record_outcome, tell_breaker
from scheduler.deps import Deps
from store.engine.deferral.later import Due
from store.messages import taking
from store.messages.cause import MESSAGE, caused_by
from store.messages.outbox import Parcel

AT_ONCE = 10  # messages of one line that a job sends; then other lines have their turn
SHORT = timedelta(minutes=1)  # of a pause, which one message waits for and the others of its line behind it


class MessageDelivery:
    """Delivers messages; platforms that refuse several are paused, in this process."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self.breaker = CircuitBreaker()
        deps.counters.watch(self.breaker.health_problems)

    def deliver(self, row: int, now: datetime) -> datetime | None:
        """Send this message, where it is its turn; returns when to try again, None where it is done with."""
        with self._deps.store.reading_singly() as connection:
            found = taking.find(connection, self._deps.store.vault, row, now)
        if not isinstance(found, Parcel):
            return found
        with caused_by(found.cause or f"{MESSAGE}{row}"):  # what follows from it belongs to the same request
            return self._deliver(found, now)

    def _deliver(self, found: Parcel, now: datetime) -> datetime | None:
        pause = self.breaker.open_until(found.platform, now)
        if pause is not None and pause - now <= SHORT:
            return pause  # as it is, and before what is behind it
        began = monotonic()
        outcome = self._tried(found, now, pause)
        seconds = monotonic() - began
        record_outcome(self._deps, outcome, self.breaker, now)
        again = None if outcome.fate is Fate.SENT else self._next_time(found.id)
        log_push(outcome, now, seconds, again)
        return again

    def _next_time(self, row: int) -> datetime | None:
        with self._deps.store.reading_singly() as connection:
            return taking.next_time(connection, row)

    def following(self, row: int, now: datetime) -> list[Due]:
        """The next messages of this one's line: to be sent by whoever has sent this one."""
        with self._deps.store.reading_singly() as connection:
            return taking.following(connection, row, now, SHORT, AT_ONCE + 1)

    def _tried(self, parcel: Parcel, now: datetime, pause: datetime | None) -> Outcome:
        if pause is not None:
            return Outcome(parcel, Fate.HELD, until=pause, reason="the platform is paused")
        outcome = attempt(self._deps, parcel, now)
        tell_breaker(outcome, self.breaker, now)
        return outcome
