"""Request bodies outside the callback: small limit without a session, whole uploads with one."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from objection.asgi.healthz import liveness, readiness
from objection.asgi.request_buffer import FORM, LIMIT, buffered
from platforms.http_body import MAX_WAITING
from store.engine.session import Store
from tests.bot.world import vault
from tests.loops import run

PART = 32 * 1024
KNOWN = [(b"cookie", b"theme=1; objection=eyJ1c2VyIjo")]


@dataclass
class Page:
    """An application that counts the bytes it receives."""

    sizes: list[int] = field(default_factory=list)

    async def __call__(self, _scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        self.sizes.append(size)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@dataclass
class Sender:
    """Sends `size` bytes in parts; `told` are those that were read before the answer began."""

    size: int
    told: int = 0
    sent: int = 0
    status: int = 0

    async def receive(self) -> dict[str, Any]:
        part = min(PART, self.size - self.sent)
        self.sent += part
        self.told += 0 if self.status else part
        return {"type": "http.request", "body": bytes(part), "more_body": self.sent < self.size}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = self.status or message.get("status", 0)


def sent(
    app: Any, sender: Sender, path: str = "/nothing", headers: Any = (), method: str = "POST", announced: bool = True
) -> Sender:
    length = [(b"content-length", str(sender.size).encode())] if announced else [(b"transfer-encoding", b"chunked")]
    scope = {"type": "http", "method": method, "path": path, "headers": [*length, *headers], "query_string": b""}
    run(calling(buffered(app), scope, sender))
    return sender


async def calling(app: Any, scope: Any, sender: Sender) -> None:
    await app(scope, sender.receive, sender.send)


@pytest.mark.parametrize("path", ["/nothing", "/upload/x", "/u/1", "/ledger/unsent/all", "/healthz", "/metrics"])
def test_an_announced_large_body_without_session_is_refused_unread(path: str) -> None:
    page = Page()
    sender = sent(page, Sender(4 * FORM), path)
    assert (sender.status, sender.told, page.sizes) == (413, 0, [])


@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_chunked_body_without_session_is_read_to_the_cap(method: str) -> None:
    page = Page()
    sender = sent(page, Sender(4 * FORM), method=method, announced=False)
    assert (sender.status, sender.told, page.sizes) == (413, FORM + PART, [])


@pytest.mark.parametrize("size", [0, 100, FORM])
def test_forms_reach_their_page_complete(size: int) -> None:
    page = Page()
    assert sent(page, Sender(size), "/logout").status == 200
    assert page.sizes == [size]


@pytest.mark.parametrize("announced", [True, False])
def test_an_upload_with_a_session_reaches_its_page_complete(announced: bool) -> None:
    page, size = Page(), 3 * 1024 * 1024 + 17
    assert sent(page, Sender(size), "/u/12", KNOWN, announced=announced).status == 200
    assert page.sizes == [size]


def test_an_upload_to_an_unknown_path_is_refused_unread() -> None:
    page = Page()
    sender = sent(page, Sender(LIMIT + 1), "/u/12", KNOWN)
    assert (sender.status, sender.told, page.sizes) == (413, 0, [])


def test_a_session_allows_large_bodies_on_the_upload_page_only() -> None:
    assert sent(Page(), Sender(2 * FORM), "/ledger/unsent/all", KNOWN).status == 413


def test_too_many_large_bodies_are_refused_at_once() -> None:
    """Each that waits costs the event loop something in the end: thousands of them stopped it for a second."""
    app, senders = buffered(Page()), [Sender(FORM) for _ in range(MAX_WAITING + 50)]
    scope = {"type": "http", "method": "POST", "path": "/x", "headers": [(b"content-length", b"%d" % FORM)]}

    async def all_at_once() -> None:
        await asyncio.gather(*(calling(app, scope, sender) for sender in senders))

    run(all_at_once())
    assert Counter(sender.status for sender in senders) == {200: MAX_WAITING, 408: 50}


def test_health_endpoints_read_no_large_body(sqlite_url: str) -> None:
    store = Store(sqlite_url, vault())
    for app in (liveness(store), readiness([])):
        scope = {"type": "http", "method": "POST", "path": "/x", "headers": []}
        sender = Sender(4 * FORM)
        run(calling(app, scope, sender))
        assert (sender.status, sender.told) == (413, FORM + PART)
    store.close()
