"""Inbox workers: stored callbacks are handled at once when woken, and by polling otherwise."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic

import structlog

from scheduler.deps import Deps, Dispatcher
from scheduler.worker import Worker

log = structlog.get_logger(__name__)
SIDE_BY_SIDE = 4  # on PostgreSQL; on SQLite one writer works at a time anyway
BURST, WITHIN = 10, 0.1  # so many commits of callbacks in so many seconds: more than a district ever sends
PAUSE = 0.1  # seconds between two messages during a burst, so that acknowledging does not wait for handling


class InboxWorkers:
    """Runs the dispatcher in threads of this process; `on_handled` is called when answers may be in the outbox."""

    def __init__(
        self,
        deps: Deps,
        dispatcher: Dispatcher,
        on_handled: Callable[[], None],
        *,
        tick: Callable[[], float] = monotonic,
    ) -> None:
        self._deps, self._dispatcher, self._on_handled, self._tick = deps, dispatcher, on_handled, tick
        self._wakeups = threading.Semaphore(0)
        self._stored: deque[float] = deque([float("-inf")] * BURST, BURST)  # when the latest commits were, monotonic
        self._stopping = threading.Event()
        number = 1 if deps.store.is_sqlite else SIDE_BY_SIDE
        self.workers = [Worker(f"intake-{place}", "消息处理", self._work) for place in range(number)]

    def start(self) -> None:
        for worker in self.workers:
            worker.start()

    def wake(self) -> None:
        """Call when a message was stored in the inbox."""
        self._stored.append(self._tick())
        self._wakeups.release()

    @property
    def in_burst(self) -> bool:
        """Whether callbacks are being stored faster than `BURST` commits in `WITHIN` seconds."""
        return self._tick() - self._stored[0] < WITHIN

    def stop(self, timeout: float) -> bool:
        """Begin no further message; False where one was still being handled at the timeout."""
        self._stopping.set()
        for _ in self.workers:
            self._wakeups.release()
        until = monotonic() + timeout
        return all(worker.join(until - monotonic()) for worker in self.workers)

    def _work(self, worker: Worker) -> None:
        while not self._stopping.is_set():
            self._wakeups.acquire(timeout=self._deps.pace.poll_seconds)
            try:
                while not self._stopping.is_set() and self._handled(worker):
                    self._on_handled()
                    if self.in_burst:
                        self._stopping.wait(PAUSE)
            except Exception:
                log.exception("messages can't be handled")
                self._stopping.wait(self._deps.pace.poll_seconds)

    def _handled(self, worker: Worker) -> bool:
        with worker.busy():
            return self._dispatcher.run_once(self._deps.clock.now())
