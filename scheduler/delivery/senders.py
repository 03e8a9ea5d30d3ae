"""Sender threads: several push, one claims and marks in a shared commit; messages to one person keep their order."""

from __future__ import annotations

import threading
import zlib
from functools import partial
from queue import Empty, SimpleQueue
from time import monotonic

import structlog

from scheduler.delivery.answer_order import AnswerOrder
from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import CircuitBreaker
from scheduler.delivery.orphaned_leases import release_orphaned
from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.record_outcome import record_outcomes, tell_breaker
from scheduler.deps import Deps
from scheduler.worker import Worker
from store.messages import outbox
from store.messages.outbox import Parcel

log = structlog.get_logger(__name__)
AHEAD = 8  # messages queued for each thread: enough to share commits, few enough not to delay a result notice


class Senders:
    """Delivery in threads of this process: woken when something was put into the outbox, polling otherwise."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._breaker = CircuitBreaker()
        deps.counters.watch(self._breaker.health_problems)
        self._events: SimpleQueue[Outcome | None] = SimpleQueue()  # None is a wake-up
        self._queues: list[SimpleQueue[Parcel | None]] = [SimpleQueue() for _ in range(deps.pace.senders)]
        self.workers = [
            Worker(f"push-{place}", "消息发送", partial(self._push, queue)) for place, queue in enumerate(self._queues)
        ]
        self.workers.append(Worker("delivery", "消息排队", self._conduct))
        self._stopping = threading.Event()
        self._under_way = 0
        self._held: set[int] = (
            set()
        )  # leased by us, not marked yet: never claimed again, even where a moved clock ends the lease
        self._finished: list[Outcome] = []

    def start(self) -> None:
        for worker in self.workers:
            worker.start()

    def wake(self) -> None:
        """Call when something was put into the outbox and committed."""
        self._events.put(None)

    def stop(self, timeout: float) -> bool:
        """Claim nothing more, mark what is in flight; False where a push was still running at the timeout."""
        self._stopping.set()
        self.wake()
        until = monotonic() + timeout
        return all(worker.join(until - monotonic()) for worker in self.workers)

    def _push(self, queue: SimpleQueue[Parcel | None], worker: Worker) -> None:
        order = AnswerOrder()
        while (parcel := queue.get()) is not None:
            with worker.busy():
                if order.must_wait(parcel):
                    outcome = Outcome(parcel, Fate.HELD, reason="behind an earlier answer")
                else:
                    outcome = self._tried(parcel)
                    order.tell(outcome)
                self._events.put(outcome)

    def _tried(self, parcel: Parcel) -> Outcome:
        """Always returns an outcome: without one the message would count as in flight for ever."""
        outcome = Outcome(parcel, Fate.HELD, reason="not tried")
        try:
            now = self._deps.clock.now()
            outcome = attempt(self._deps, parcel, now)
            tell_breaker(outcome, self._breaker, now)
        except BaseException:
            log.exception("a message was not tried, or the circuit breaker not told", message=parcel.id)
        return outcome

    def _release_orphaned(self) -> None:
        try:
            release_orphaned(self._deps)
        except Exception:  # their leases expire anyway
            log.exception("orphaned leases can't be looked for")

    def _conduct(self, worker: Worker) -> None:
        self._release_orphaned()
        while not (self._stopping.is_set() and self._under_way == 0 and not self._finished):
            try:
                with worker.busy():
                    claimed = self._mark_and_claim()
            except Exception:
                log.exception("the outbox can't be used")
                self._stopping.wait(self._deps.pace.poll_seconds)
                if self._stopping.is_set() and self._under_way == 0:
                    break  # what could not be marked is resent when its lease expires, recognisably
                claimed = 0
            self._finished += self._wait(busy=claimed > 0)
        for queue in self._queues:
            queue.put(None)

    def _mark_and_claim(self) -> int:
        """Mark what is finished and claim what is due, in one transaction; returns how many were claimed."""
        deps, now, finished = self._deps, self._deps.clock.now(), self._finished
        room = 0 if self._stopping.is_set() else AHEAD * len(self._queues) - self._under_way
        if not finished and not self._due(room):
            return 0
        parcels: list[Parcel] = []
        with deps.store.write() as session:
            record_outcomes(deps, session, finished, self._breaker, now)
            if room > 0:
                parcels = outbox.claim(
                    session,
                    deps.store.vault,
                    deps.owner,
                    now,
                    limit=room,
                    lease=deps.pace.lease,
                    paused=self._breaker.paused(now),
                    held=self._held,
                )
        self._finished = []
        self._held -= {outcome.parcel.id for outcome in finished}
        self._held |= {parcel.id for parcel in parcels}
        for parcel in parcels:
            self._queue_of(parcel).put(parcel)
        self._under_way += len(parcels)
        return len(parcels)

    def _due(self, room: int) -> bool:
        """Checked in a read transaction, without the write lock: most checks find nothing."""
        now = self._deps.clock.now()
        if room <= 0 or not {*self._deps.platforms, *self._deps.systems} - set(self._breaker.paused(now)):
            return False
        with self._deps.store.read() as session:
            return outbox.is_due(session, now, self._held)

    def _wait(self, *, busy: bool) -> list[Outcome]:
        """All outcomes since; waits for the first, or a wake-up, unless there is more to claim."""
        patience = 0.0 if busy and self._under_way < AHEAD * len(self._queues) else self._deps.pace.poll_seconds
        arrived: list[Outcome] = []
        try:
            event = self._events.get(timeout=patience) if patience else self._events.get_nowait()
            while True:
                arrived += [event] if event is not None else []
                event = self._events.get_nowait()
        except Empty:
            self._under_way -= len(arrived)
            return arrived

    def _queue_of(self, parcel: Parcel) -> SimpleQueue[Parcel | None]:
        """Always the same thread for one person, so that their messages keep their order."""
        who = f"{parcel.platform}:{parcel.user.lower()}".encode()
        return self._queues[zlib.crc32(who) % len(self._queues)]
