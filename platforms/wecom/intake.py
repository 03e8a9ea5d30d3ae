"""What a request may cost us before it has proved anything: its query read raw, its body read to a cap, in time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NoReturn
from urllib.parse import unquote

from platforms.wecom.refusal import TOO_LARGE, Refused

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

DRAINED = 32 * 1024 * 1024  # bytes of a body too large that are read and thrown away


def read_query(scope: Scope, names: tuple[str, ...]) -> list[str]:
    """The named parameters, decoded once; `+` stays `+`, for it is base64 here. Raises Refused for a missing one."""
    found: dict[str, str] = {}
    for pair in scope["query_string"].decode("latin-1").split("&"):
        name, _, value = pair.partition("=")
        found.setdefault(name, unquote(value) if "%" in value else value)
    if any(not found.get(name) for name in names):
        raise Refused("a query parameter is missing")
    return [found[name] for name in names]


async def read_body(scope: Scope, receive: Receive, cap: int, patience: float) -> bytes:
    """The whole body. Raises Refused above the cap, or where it breaks off or takes longer than `patience` seconds.

    What is too large is read on and thrown away, up to a limit: a sender in the middle of sending hears no answer.
    """
    announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    try:
        async with asyncio.timeout(patience):
            if not announced.isdigit() or int(announced[:12]) > cap:
                await _drain(receive)
            return await _read(receive, cap)
    except TimeoutError:
        raise Refused("body broke off") from None


async def _read(receive: Receive, cap: int) -> bytes:
    parts, size, more = [], 0, True
    while more:
        part, more = await _part(receive)
        parts.append(part)
        size += len(part)
        if size > cap:
            await _drain(receive, more)
    return b"".join(parts)


async def _drain(receive: Receive, more: bool = True) -> NoReturn:
    left = DRAINED
    while more and left > 0:
        part, more = await _part(receive)
        left -= len(part)
    raise Refused("body too large", TOO_LARGE)


async def _part(receive: Receive) -> tuple[bytes, bool]:
    message = await receive()
    if message["type"] == "http.disconnect":
        raise Refused("body broke off")
    return message.get("body", b""), message.get("more_body", False)
