"""What a request's body may cost before its sender has proved anything: read to a cap, in time, the larger in turns."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from time import thread_time
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

USUAL = 16 * 1024  # bytes of a body; a text of the greatest length is sent in 5 KB
REST, LONGEST_REST = 0.003, 4.0  # seconds between two parts of larger bodies, whosever they are
DEAR = 0.02  # seconds of this thread's processor: a part that took as much is followed by a second's rest
CROWD = 64  # bodies that wait for their turn; one more is given up, for its sender has left long before it comes
DRAINED = 64 * 1024 * 1024  # bytes of a refused body that are read and thrown away
LINGER = 10.0  # seconds that a refused sender may take to send the rest and to hear why


class TooLarge(Exception):
    """The body is, or is announced to be, above the cap."""


class BrokeOff(Exception):
    """The body did not come to its end, or not in time."""


class Turns:
    """Bodies larger than usual are read part by part in turns, and so hold up the event loop seldom and briefly.

    However many send them, and however dearly they are packed: what a part costs is known once it was read, and the
    rest after it grows with the square of that.
    """

    def __init__(self) -> None:
        self._one = asyncio.Lock()
        self._ended = self._spent = 0.0
        self._waiting = 0

    async def wait(self) -> None:
        """Raises BrokeOff where too many wait."""
        if self._waiting >= CROWD:
            raise BrokeOff
        self._waiting += 1
        try:
            await self._take()
        finally:
            self._waiting -= 1

    async def _take(self) -> None:
        async with self._one:
            now = asyncio.get_running_loop().time
            is_first = now() - self._ended > 1.0  # what was spent since then was others' work
            cost = 0.0 if is_first else thread_time() - self._spent
            await asyncio.sleep(min(max(REST, (cost / DEAR) ** 2), LONGEST_REST))
            self._ended, self._spent = now(), thread_time()


class Body:
    """The body of one request, which is read once and not kept."""

    def __init__(self, scope: Scope, receive: Receive, turns: Turns) -> None:
        self._receive, self._turns = receive, turns
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        self._announced = int(announced[:12]) if announced.isdigit() else DRAINED
        self._read = 0  # bytes
        self._more = True

    async def read(self, cap: int, patience: float) -> bytes:
        """The whole of it. Raises TooLarge above the cap, BrokeOff where it takes more seconds than that."""
        parts: list[bytes] = []
        await self.read_into(parts.append, cap, patience)
        return b"".join(parts)

    async def read_into(self, take: Callable[[bytes], object], cap: int, patience: float) -> None:
        """As `read`, each part handed on as it comes."""
        try:
            async with asyncio.timeout(patience):
                while self._more and not self._exceeds(cap):
                    take(await self._part())
                if USUAL < self._read <= cap:
                    await self._turns.wait()  # what is done with it takes its time too
        except (TimeoutError, BrokeOff):
            self._more = False
            raise BrokeOff from None
        if self._exceeds(cap):
            raise TooLarge

    async def drain(self, patience: float = LINGER) -> None:
        """Read on and throw away what a refused sender still sends: who is in the middle of it hears no answer."""
        try:
            async with asyncio.timeout(patience):
                while self._more and self._read < DRAINED:
                    await self._part()
        except (TimeoutError, BrokeOff):
            return

    def _exceeds(self, size: int) -> bool:
        return max(self._announced, self._read) > size

    async def _part(self) -> bytes:
        if self._exceeds(USUAL):
            await self._turns.wait()
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._more = False
            raise BrokeOff
        self._more = message.get("more_body", False)
        part: bytes = message.get("body", b"")
        self._read += len(part)
        return part
