"""Half-open requests (slow loris): begun and never finished."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

HEAD = b"POST /callback/wecom?msg_signature=1&timestamp=1&nonce=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n"
BODY = b"\r\n<xml><Encrypt>"


@contextmanager
def half_open(port: int, count: int) -> Iterator[None]:
    """Open connections, half of them stopped within the headers, half within the body, until the end of the context."""
    with ExitStack() as lines:
        for number in range(count):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            line.sendall(HEAD if number % 2 else HEAD + BODY)
        yield
