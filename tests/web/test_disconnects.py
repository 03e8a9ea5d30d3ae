"""A client that disconnected before the answer causes no error; any other failure is still raised."""

from __future__ import annotations

from typing import Any

import pytest

from objection.asgi.disconnects import tolerate_disconnects
from tests.loops import run

CLOSED = RuntimeError("unable to perform operation on <TCPTransport closed=True>; the handler is closed")


async def page(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def answered(error: Exception) -> int:
    tried = 0

    async def send(_message: Any) -> None:
        nonlocal tried
        tried += 1
        raise error

    async def called(app: Any) -> None:
        await app({"type": "http"}, send, send)

    run(called(tolerate_disconnects(page)))
    return tried


@pytest.mark.parametrize("error", [CLOSED, ConnectionResetError(), BrokenPipeError()])
def test_a_disconnected_client_causes_no_error(error: Exception) -> None:
    assert answered(error) == 2


def test_other_errors_are_still_raised() -> None:
    with pytest.raises(RuntimeError, match="Content-Length"):
        answered(RuntimeError("Response content longer than Content-Length"))
