"""A page's thread is taken only once the whole request is here, so that half-open requests pin no threads."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from tempfile import SpooledTemporaryFile
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]

PATIENCE = 60  # seconds for a whole upload
IN_MEMORY = 1024 * 1024  # bytes; what is larger waits on disk
CHUNK = 64 * 1024
LIMIT = 300 * 1024 * 1024  # no page takes as much; what exceeds it is cut off


def buffered(app: App) -> App:
    """The same application, called with bodies that have arrived."""

    async def whole(scope: Any, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                async with asyncio.timeout(PATIENCE):
                    arrived = await _collect(receive, body)
            except TimeoutError:
                arrived = False
            if arrived:
                body.seek(0)
                await app(scope, _replay(body, receive), send)
            else:
                await _refuse(send)

    return whole


async def _collect(receive: Receive, body: SpooledTemporaryFile[bytes]) -> bool:
    """Read to the end; False where the sender left or sends more than anybody may."""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        body.write(message.get("body", b""))
        if body.tell() > LIMIT:
            return False
        more = message.get("more_body", False)
    return True


def _replay(body: SpooledTemporaryFile[bytes], receive: Receive) -> Receive:
    ended = False

    async def next_part() -> Message:
        nonlocal ended
        if ended:
            return await receive()
        part = body.read(CHUNK)
        ended = len(part) < CHUNK
        return {"type": "http.request", "body": part, "more_body": not ended}

    return next_part


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 408, "headers": headers})
    await send({"type": "http.response.body", "body": "请求没有传完，请重试。\n".encode()})
