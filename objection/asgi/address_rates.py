"""Request rates by address at probes and callbacks; a callback whose signature is right is never refused by rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from objection.asgi.request_buffer import App, Message, Receive, Send
from web.client_address import client_address, subscriber
from web.request_rates import RequestRate

Networks = Sequence[IPv4Network | IPv6Network]
PROBES = 600  # requests a minute from one address
REFUSED = 120  # callbacks a minute from one address that were refused
TEXT = "请求太频繁，请稍后再试。\n"


def rated(app: App, proxies: Networks, per_minute: int = PROBES) -> App:
    """A probe's endpoint, which answers 429 above the rate."""
    rate = RequestRate(per_minute)

    async def counted(scope: Any, receive: Receive, send: Send) -> None:
        wait = rate.take(_client(scope, proxies))
        await (_too_many(send, wait) if wait else app(scope, receive, send))

    return counted


def refusals_rated(app: App, proxies: Networks, per_minute: int = REFUSED) -> App:
    """A callback's endpoint: whoever is refused too often is answered 429, and the connection is closed.

    Only refusals are counted, and only they are answered so: behind a proxy that names nobody, a stranger's address is
    the platform's, whose messages would be lost after three tries.
    """
    rate = RequestRate(per_minute)

    async def counted(scope: Any, receive: Receive, send: Send) -> None:
        instead = 0.0

        async def answer(message: Message) -> None:
            nonlocal instead
            if message["type"] == "http.response.start" and 400 <= message["status"] < 500:
                instead = rate.take(_client(scope, proxies))
                if instead:
                    await _too_many(send, instead)
            if not instead:
                await send(message)

        await app(scope, receive, answer)

    return counted


def _client(scope: Any, proxies: Networks) -> str:
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    peer = (scope.get("client") or ("",))[0]
    return subscriber(client_address(peer, forwarded.decode("latin-1"), proxies))


async def _too_many(send: Send, wait: float) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"retry-after", str(math.ceil(wait)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": TEXT.encode()})
