"""Several threads push, one claims and marks, in one commit; the messages to one person stay in line."""

from __future__ import annotations

import threading
import zlib
from queue import Empty, SimpleQueue
from time import monotonic

import structlog

from scheduler.circuit import Circuit
from scheduler.delivery import attempt
from scheduler.heirs import inherit
from scheduler.outcome import Outcome
from scheduler.parts import Parts
from scheduler.settle import judge, settle
from store import outbox
from store.outbox import Parcel

log = structlog.get_logger(__name__)
AHEAD = 8  # messages a thread may have before it: enough to share commits, few enough not to delay a result notice


class Senders:
    """Delivery in threads of this process. Rung when something was put into the outbox; looks by itself besides."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._circuit = Circuit()
        self._news: SimpleQueue[Outcome | None] = SimpleQueue()  # None is a ring
        self._lines: list[SimpleQueue[Parcel | None]] = [SimpleQueue() for _ in range(parts.pace.senders)]
        self._threads = [threading.Thread(target=self._push, args=(line,), daemon=True) for line in self._lines]
        self._threads.append(threading.Thread(target=self._conduct, name="delivery", daemon=True))
        self._stopping = threading.Event()
        self._under_way = 0

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def ring(self) -> None:
        """Something was put into the outbox and committed."""
        self._news.put(None)

    def stop(self, timeout: float) -> bool:
        """Claim nothing more, mark what is under way; False where a push was still going on at the end."""
        self._stopping.set()
        self.ring()
        until = monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _push(self, line: SimpleQueue[Parcel | None]) -> None:
        while (parcel := line.get()) is not None:
            self._parts.store.way.give()
            now = self._parts.clock.now()
            outcome = attempt(self._parts, parcel, now)
            judge(outcome, self._circuit, now)
            self._news.put(outcome)

    def _inherit(self) -> None:
        try:
            inherit(self._parts)
        except Exception:  # their leases end by themselves
            log.exception("what the dead had under way can't be looked for")

    def _conduct(self) -> None:
        self._inherit()
        finished: list[Outcome] = []
        while not (self._stopping.is_set() and self._under_way == 0 and not finished):
            try:
                claimed = self._turn(finished)
                finished = []
            except Exception:
                log.exception("the outbox can't be used")
                self._stopping.wait(self._parts.pace.poll_seconds)
                if self._stopping.is_set() and self._under_way == 0:
                    break  # what could not be marked is sent again, recognisably, when its lease ends
                claimed = 0
            finished += self._wait(busy=claimed > 0)
        for line in self._lines:
            line.put(None)

    def _turn(self, finished: list[Outcome]) -> int:
        """Mark what is finished and claim what is due, in one transaction; returns how many were claimed."""
        parts, now = self._parts, self._parts.clock.now()
        room = 0 if self._stopping.is_set() else AHEAD * len(self._lines) - self._under_way
        if not finished and not self._due(room):
            return 0
        parcels: list[Parcel] = []
        with parts.store.write() as session:
            settle(parts, session, finished, self._circuit, now)
            if room > 0:
                paused = self._circuit.paused(now)
                lease = parts.pace.lease
                vault = parts.store.vault
                parcels = outbox.claim(session, vault, parts.owner, now, limit=room, lease=lease, paused=paused)
        for parcel in parcels:
            self._line_of(parcel).put(parcel)
        self._under_way += len(parcels)
        return len(parcels)

    def _due(self, room: int) -> bool:
        """Looked up without a turn to write, for most looks find nothing."""
        now = self._parts.clock.now()
        if room <= 0 or not set(self._parts.platforms) - set(self._circuit.paused(now)):
            return False
        self._parts.store.way.give()
        with self._parts.store.read() as session:
            return outbox.is_due(session, now)

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
