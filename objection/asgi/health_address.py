"""A health address for roles without pages: `/healthz`, `/readyz` and `/metrics` on loopback, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from socket import socket
from typing import Any

import uvicorn

from objection.asgi.header_timeout import http_protocol
from objection.asgi.request_buffer import App, Receive, Send

HOST = "127.0.0.1"


def only(endpoints: Mapping[str, App]) -> App:
    """An application of these paths alone."""

    async def app(scope: Any, receive: Receive, send: Send) -> None:
        found = endpoints.get(scope["path"])
        if found is not None:
            await found(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    return app


@contextmanager
def answering(app: App, listening: socket) -> Iterator[None]:
    """Answered in a thread of its own while the block runs."""
    config = uvicorn.Config(
        app, lifespan="off", http=http_protocol(), log_config=None, access_log=False, server_header=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(5)
