"""Whether the service lives: answered without a page's thread, so that slow pages never look like a dead service."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from store import slots
from store.session import Store
from web.buffered import App, Receive, Send

log = logging.getLogger(__name__)


def alive(store: Store) -> App:
    """200 while the database answers, 503 otherwise."""

    def look() -> None:
        with store.read() as session:
            slots.note(session, "alive")

    async def answer(_scope: Any, _receive: Receive, send: Send) -> None:
        status, body = 200, b"ok\n"
        try:
            await asyncio.to_thread(look)
        except Exception:
            log.exception("the database does not answer")
            status, body = 503, "数据库用不了。\n".encode()
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer
