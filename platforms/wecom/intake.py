"""What a request may cost us before it has proved anything: its query read raw, its body read to a cap, in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

from platforms.wecom.refusal import TOO_LARGE, Refused

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

QUERY = 8 * 1024  # bytes; the longest real one holds an echo of a few hundred
DRAINED = 64 * 1024 * 1024  # bytes of a refused body that are read and thrown away


def read_query(scope: Scope, names: tuple[str, ...]) -> list[str]:
    """The named parameters, decoded once; `+` stays `+`, for it is base64 here. Raises Refused for a missing one."""
    if len(scope["query_string"]) > QUERY:
        raise Refused("query too long")
    found: dict[str, str] = {}
    for pair in scope["query_string"].decode("latin-1").split("&"):
        name, _, value = pair.partition("=")
        found.setdefault(name, unquote(value) if "%" in value else value)
    if any(not found.get(name) for name in names):
        raise Refused("a query parameter is missing")
    return [found[name] for name in names]


class Body:
    """The body of one request, which is read once and not kept."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        self._more = True

    async def read(self, cap: int, patience: float) -> bytes:
        """The whole of it. Raises Refused above the cap, or where it breaks off or takes more seconds than that."""
        if not self._announced.isdigit() or int(self._announced[:12]) > cap:
            raise Refused("body too large", TOO_LARGE)
        parts, size = [], 0
        try:
            async with asyncio.timeout(patience):
                while self._more:
                    parts.append(await self._part())
                    size += len(parts[-1])
                    if size > cap:
                        raise Refused("body too large", TOO_LARGE)
        except TimeoutError:
            self._more = False
            raise Refused("body broke off") from None
        return b"".join(parts)

    async def drain(self, patience: float) -> None:
        """Read on and throw away what a refused sender still sends: who is in the middle of it hears no answer."""
        left = DRAINED
        try:
            async with asyncio.timeout(patience):
                while self._more and left > 0:
                    left -= len(await self._part())
        except (TimeoutError, Refused):
            return

    async def _part(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._more = False
            raise Refused("body broke off")
        self._more = message.get("more_body", False)
        part: bytes = message.get("body", b"")
        return part
