"""Requests that are begun and never finished."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

HEAD = b"POST /callback/wecom?msg_signature=1&timestamp=1&nonce=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n"
BODY = b"\r\n<xml><Encrypt>"


@contextmanager
def half_sent(port: int, count: int) -> Iterator[None]:
    """Half of them stop within their headers, half within their bodies; all are held open until the end."""
    with ExitStack() as lines:
        for number in range(count):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            line.sendall(HEAD if number % 2 else HEAD + BODY)
        yield
