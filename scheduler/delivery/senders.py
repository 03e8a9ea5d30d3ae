"""Several threads push, one claims and marks, in one commit; the messages to one person stay in line."""

from __future__ import annotations

import threading
import zlib
from functools import partial
from queue import Empty, SimpleQueue
from time import monotonic

import structlog

from scheduler.delivery.attempt import attempt
from scheduler.delivery.circuit_breaker import Circuit
from scheduler.delivery.orphaned_leases import inherit
from scheduler.delivery.outcome import Fate, Outcome
from scheduler.delivery.record_outcome import judge, settle
from scheduler.deps import Parts
from scheduler.worker import Worker
from store.messages import outbox
from store.messages.outbox import Parcel

log = structlog.get_logger(__name__)
AHEAD = 8  # messages a thread may have before it: enough to share commits, few enough not to delay a result notice


class Senders:
    """Delivery in threads of this process. Rung when something was put into the outbox; looks by itself besides."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._circuit = Circuit()
        parts.tally.watch(self._circuit.troubles)
        self._news: SimpleQueue[Outcome | None] = SimpleQueue()  # None is a ring
        self._lines: list[SimpleQueue[Parcel | None]] = [SimpleQueue() for _ in range(parts.pace.senders)]
        self.workers = [
            Worker(f"push-{place}", "消息发送", partial(self._push, line)) for place, line in enumerate(self._lines)
        ]
        self.workers.append(Worker("delivery", "消息排队", self._conduct))
        self._stopping = threading.Event()
        self._under_way = 0
        self._held: set[int] = set()  # leased by us and not marked yet, whatever the clock makes of their leases
        self._finished: list[Outcome] = []

    def start(self) -> None:
        for worker in self.workers:
            worker.start()

    def ring(self) -> None:
        """Something was put into the outbox and committed."""
        self._news.put(None)

    def stop(self, timeout: float) -> bool:
        """Claim nothing more, mark what is under way; False where a push was still going on at the end."""
        self._stopping.set()
        self.ring()
        until = monotonic() + timeout
        return all(worker.join(until - monotonic()) for worker in self.workers)

    def _push(self, line: SimpleQueue[Parcel | None], worker: Worker) -> None:
        while (parcel := line.get()) is not None:
            with worker.busy():
                self._news.put(self._tried(parcel))

    def _tried(self, parcel: Parcel) -> Outcome:
        """Whatever happens, the one who claimed it hears of it: else it would be under way for ever."""
        outcome = Outcome(parcel, Fate.HELD, reason="not tried")
        try:
            now = self._parts.clock.now()
            outcome = attempt(self._parts, parcel, now)
            judge(outcome, self._circuit, now)
        except BaseException:
            log.exception("a message was not tried, or the platform not judged", message=parcel.id)
        return outcome

    def _inherit(self) -> None:
        try:
            inherit(self._parts)
        except Exception:  # their leases end by themselves
            log.exception("what the dead had under way can't be looked for")

    def _conduct(self, worker: Worker) -> None:
        self._inherit()
        while not (self._stopping.is_set() and self._under_way == 0 and not self._finished):
            try:
                with worker.busy():
                    claimed = self._turn()
            except Exception:
                log.exception("the outbox can't be used")
                self._stopping.wait(self._parts.pace.poll_seconds)
                if self._stopping.is_set() and self._under_way == 0:
                    break  # what could not be marked is sent again, recognisably, when its lease ends
                claimed = 0
            self._finished += self._wait(busy=claimed > 0)
        for line in self._lines:
            line.put(None)

    def _turn(self) -> int:
        """Mark what is finished and claim what is due, in one transaction; returns how many were claimed."""
        parts, now, finished = self._parts, self._parts.clock.now(), self._finished
        room = 0 if self._stopping.is_set() else AHEAD * len(self._lines) - self._under_way
        if not finished and not self._due(room):
            return 0
        parcels: list[Parcel] = []
        with parts.store.write() as session:
            settle(parts, session, finished, self._circuit, now)
            if room > 0:
                parcels = outbox.claim(
                    session,
                    parts.store.vault,
                    parts.owner,
                    now,
                    limit=room,
                    lease=parts.pace.lease,
                    paused=self._circuit.paused(now),
                    held=self._held,
                )
        self._finished = []
        self._held -= {outcome.parcel.id for outcome in finished}
        self._held |= {parcel.id for parcel in parcels}
        for parcel in parcels:
            self._line_of(parcel).put(parcel)
        self._under_way += len(parcels)
        return len(parcels)

    def _due(self, room: int) -> bool:
        """Looked up without a turn to write, for most looks find nothing."""
        now = self._parts.clock.now()
        if room <= 0 or not {*self._parts.platforms, *self._parts.systems} - set(self._circuit.paused(now)):
            return False
        with self._parts.store.read() as session:
            return outbox.is_due(session, now, self._held)

    def _wait(self, *, busy: bool) -> list[Outcome]:
        """Everything that has finished since; waits for the first, or a ring, unless there is more to claim."""
        patience = 0.0 if busy and self._under_way < AHEAD * len(self._lines) else self._parts.pace.poll_seconds
        arrived: list[Outcome] = []
        try:
            news = self._news.get(timeout=patience) if patience else self._news.get_nowait()
            while True:
                arrived += [news] if news is not None else []
                news = self._news.get_nowait()
        except Empty:
            self._under_way -= len(arrived)
            return arrived

    def _line_of(self, parcel: Parcel) -> SimpleQueue[Parcel | None]:
        """Always the same thread for one person: their messages keep their order."""
        who = f"{parcel.platform}:{parcel.user.lower()}".encode()
        return self._lines[zlib.crc32(who) % len(self._lines)]
