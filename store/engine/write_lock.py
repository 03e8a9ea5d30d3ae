"""Write lock: writers of one process queue in order of arrival, instead of polling a locked SQLite database."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class WriteLock:
    """A fair lock. SQLite admits one writer and makes the others poll; here they queue.

    `first=True` goes to the head of the queue: for the inbox, because a platform times out a callback after 5 s.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None

    @contextmanager
    def hold(self, *, first: bool = False) -> Iterator[None]:
        """Wait for the lock and hold it for the block. Raises RuntimeError where this thread holds it already."""
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
        ticket.acquire()  # released by the holder before
        self._owner = me

    def _release(self) -> None:
        with self._guard:
            if self._waiting:
                self._owner = 0  # reserved for the next in the queue: never free in between
                self._waiting.popleft().release()
            else:
                self._owner = None
