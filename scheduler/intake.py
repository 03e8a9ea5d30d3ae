"""What people wrote is handled at once: rung when a message was stored, looked for besides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

import structlog

from scheduler.parts import Dispatcher, Parts

log = structlog.get_logger(__name__)
SIDE_BY_SIDE = 4  # on PostgreSQL; on SQLite one writer works at a time anyway


class Intake:
    """Runs the dispatcher in threads of this process; `on_handled` is called when answers may lie in the outbox."""

    def __init__(self, parts: Parts, dispatcher: Dispatcher, on_handled: Callable[[], None]) -> None:
        self._parts, self._dispatcher, self._on_handled = parts, dispatcher, on_handled
        self._bell = threading.Semaphore(0)
        self._stopping = threading.Event()
        number = 1 if parts.store.is_sqlite else SIDE_BY_SIDE
        self._threads = [threading.Thread(target=self._work, name="intake", daemon=True) for _ in range(number)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def ring(self) -> None:
        """A message was stored."""
        self._bell.release()

    def stop(self, timeout: float) -> bool:
        """Begin no further message; False where one was still being handled at the end."""
        self._stopping.set()
        for _ in self._threads:
            self._bell.release()
        until = monotonic() + timeout
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._bell.acquire(timeout=self._parts.pace.poll_seconds)
            try:
                while not self._stopping.is_set() and self._dispatcher.run_once(self._parts.clock.now()):
                    self._on_handled()
            except Exception:
                log.exception("messages can't be handled")
                self._stopping.wait(self._parts.pace.poll_seconds)
