"""Writers of one process take turns in the order they came, instead of polling a locked database."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class WriteLock:
    """A fair lock. SQLite lets one writer in at a time and makes the others poll; here they queue.

    `first=True` goes before everybody who waits: used by the inbox, whose senders are on the telephone, so to speak.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None

    @contextmanager
    def hold(self, *, first: bool = False) -> Iterator[None]:
        """Wait for one's turn and hold it for the block. Raises RuntimeError when this thread holds it already."""
        self._acquire(first)
        try:
            yield
        finally:
            self._release()

    def _acquire(self, first: bool) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                raise RuntimeError("a write transaction is open in this thread: use its session, don't open a second")
            if self._owner is None:
                self._owner = me
                return
            ticket = threading.Lock()
            ticket.acquire()
            if first:
                self._waiting.appendleft(ticket)
            else:
                self._waiting.append(ticket)
        ticket.acquire()  # released by the one before
        self._owner = me

    def _release(self) -> None:
        with self._guard:
            if self._waiting:
                self._owner = 0  # somebody's: never free between two turns
                self._waiting.popleft().release()
            else:
                self._owner = None
