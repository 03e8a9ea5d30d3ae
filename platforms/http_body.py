"""Resource limits for bodies of unauthenticated requests: size cap, timeout, and a queue for the larger ones."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from time import thread_time
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

SMALL = 16 * 1024  # bytes of a body that is not queued; a text of the greatest length is sent in 5 KB
PAUSE, LONGEST_PAUSE = 0.003, 4.0  # seconds between two parts of larger bodies, of all senders together
COSTLY = 0.02  # seconds of processor time: a part that took as much is followed by a pause of one second
MAX_WAITING = 64  # bodies in the queue; one more is refused, because its sender would time out before its turn
DRAIN_LIMIT = 64 * 1024 * 1024  # bytes of a refused body that are read and discarded
DRAIN_TIMEOUT = 10.0  # seconds that a refused sender has to send the rest and to read the answer


class TooLarge(Exception):
    """The body is above the cap, by its Content-Length or in fact."""


class IncompleteBody(Exception):
    """The body broke off, or was not complete in time."""


class LargeBodyQueue:
    """Larger bodies are read part by part, one at a time with pauses, so that they block the event loop only briefly.

    This holds for any number of senders and any cost of a part: the processor time of a part is measured, and the
    pause after it grows with its square.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._ended = self._spent = 0.0
        self._waiting = 0

    async def wait(self) -> None:
        """Wait for one's turn. Raises IncompleteBody where the queue is full."""
        if self._waiting >= MAX_WAITING:
            raise IncompleteBody
        self._waiting += 1
        try:
            await self._pause()
        finally:
            self._waiting -= 1

    async def _pause(self) -> None:
        async with self._lock:
            now = asyncio.get_running_loop().time
            is_first = now() - self._ended > 1.0  # processor time since then was not spent on bodies
            cost = 0.0 if is_first else thread_time() - self._spent
            await asyncio.sleep(min(max(PAUSE, (cost / COSTLY) ** 2), LONGEST_PAUSE))
            self._ended, self._spent = now(), thread_time()


class Body:
    """The body of one request; it can be read once."""

    def __init__(self, scope: Scope, receive: Receive, queue: LargeBodyQueue) -> None:
        self._receive, self._queue = receive, queue
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        self._announced = int(announced[:12]) if announced.isdigit() else DRAIN_LIMIT
        self._read = 0  # bytes
        self._more = True

    async def read(self, cap: int, timeout: float) -> bytes:
        """The whole body. Raises TooLarge above the cap, IncompleteBody after `timeout` seconds."""
        parts: list[bytes] = []
        await self.read_into(parts.append, cap, timeout)
        return b"".join(parts)

    async def read_into(self, take: Callable[[bytes], object], cap: int, timeout: float) -> None:
        """As `read`, with a call of `take` for each part."""
        try:
            async with asyncio.timeout(timeout):
                while self._more and not self._exceeds(cap):
                    take(await self._part())
                if SMALL < self._read <= cap:
                    await self._queue.wait()  # processing it costs time too
        except (TimeoutError, IncompleteBody):
            self._more = False
            raise IncompleteBody from None
        if self._exceeds(cap):
            raise TooLarge

    async def drain(self, timeout: float = DRAIN_TIMEOUT) -> None:
        """Read and discard what a refused sender still sends: a client in the middle of sending reads no answer."""
        try:
            async with asyncio.timeout(timeout):
                while self._more and self._read < DRAIN_LIMIT:
                    await self._part()
        except (TimeoutError, IncompleteBody):
            return

    def _exceeds(self, size: int) -> bool:
        return max(self._announced, self._read) > size

    async def _part(self) -> bytes:
        if self._exceeds(SMALL):
            await self._queue.wait()
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._more = False
            raise IncompleteBody
        self._more = message.get("more_body", False)
        part: bytes = message.get("body", b"")
        self._read += len(part)
        return part
