"""The client of a request is whom the trusted proxies heard: for the log, the reading record and the rates alike."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from objection.asgi.request_buffer import App, Receive, Send
from web.client_address import client_address

KNOWN = 1024  # clients whose address is remembered: a platform calls from few


def with_client(app: App, proxies: Sequence[IPv4Network | IPv6Network]) -> App:
    """The same application; `client` of its scope is the client's own address where a trusted proxy names it."""
    trusted = tuple(proxies)

    @lru_cache(KNOWN)
    def found(peer: str, forwarded: bytes) -> str:
        return client_address(peer, forwarded.decode("latin-1"), trusted) or peer

    async def named(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        heard = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
        if heard:
            peer, port = scope.get("client") or ("", 0)
            scope = {**scope, "client": (found(peer, b",".join(heard)), port)}
        await app(scope, receive, send)

    return named
