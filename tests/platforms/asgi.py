"""In-memory ASGI client: one request, one response."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from tests.loops import run


@dataclass(frozen=True)
class AsgiRequest:
    query: str = ""
    body: bytes = b""
    method: str = "POST"
    parts: tuple[bytes, ...] | None = None  # body chunks, instead of `body`
    ends: bool = True  # False: the rest never arrives (slow client)
    announced: str | None = None  # a Content-Length that differs from the body's


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def call_app(endpoint: Any, request: AsgiRequest) -> Answer:
    return run(call_app_async(endpoint, request))


async def call_app_async(endpoint: Any, request: AsgiRequest) -> Answer:
    answer = Answer()
    messages = list(_messages(request))

    async def receive() -> MutableMapping[str, Any]:
        if messages:
            return messages.pop(0)
        if request.ends:
            return {"type": "http.disconnect"}
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def send(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        answer.body += message.get("body", b"")

    await endpoint(_scope(request), receive, send)
    return answer


def _scope(request: AsgiRequest) -> dict[str, Any]:
    headers = []
    if request.parts is None:
        length = request.announced or str(len(request.body))
        headers = [(b"content-length", length.encode())]
    return {
        "type": "http",
        "method": request.method,
        "path": "/callback/wecom",
        "query_string": request.query.encode("latin-1"),
        "headers": headers,
        "client": ("192.0.2.7", 40000),
    }


def _messages(request: AsgiRequest) -> Iterable[dict[str, Any]]:
    parts = request.parts if request.parts is not None else (request.body,)
    for number, part in enumerate(parts, 1):
        more = number < len(parts) or not request.ends
        yield {"type": "http.request", "body": part, "more_body": more}
