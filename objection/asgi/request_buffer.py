"""Request buffering: a page's thread starts only with the complete request, so that slow requests pin no threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import IO, Any

from platforms.http_body import Body, IncompleteBody, LargeBodyQueue, TooLarge
from store.files.temporary_file import temporary_file
from web import COOKIE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Receive, Send], Awaitable[None]]

PATIENCE = 60  # seconds: time limit of a whole upload
IN_MEMORY = 1024 * 1024  # bytes; larger bodies are spooled to disk, encrypted
CHUNK = 64 * 1024
LIMIT = 300 * 1024 * 1024  # upper bound of any upload
FORM = 64 * 1024  # bytes: limit of other bodies, and of requests without a session
UPLOADS = "/u/"  # path of the upload pages


def buffered(app: App) -> App:
    """The same application, called with complete bodies; too large ones are refused before they are read."""
    forms, uploads = LargeBodyQueue(), LargeBodyQueue()  # separate queues: anonymous bodies delay no upload

    async def whole(scope: Any, receive: Receive, send: Send) -> None:
        is_upload = _is_upload(scope)
        body = Body(scope, receive, uploads if is_upload else forms)
        with temporary_file(IN_MEMORY) as file:
            try:
                await body.read_into(file.write, LIMIT if is_upload else FORM, PATIENCE)
            except IncompleteBody:
                await _refuse(send, body, 408, "请求没有传完，请重试。")
            except TooLarge:
                await _refuse(send, body, 413, "内容太大，不能接收。")
            else:
                file.seek(0)
                await app(scope, _replay(file, receive), send)

    return whole


def _is_upload(scope: Any) -> bool:
    """By method, path and the presence of a session cookie; the page itself verifies the session."""
    known = any(name == b"cookie" and COOKIE.encode() + b"=" in value for name, value in scope["headers"])
    path: str = scope["path"]
    return known and scope["method"] == "POST" and path.startswith(UPLOADS)


def _replay(body: IO[bytes], receive: Receive) -> Receive:
    ended = False

    async def next_part() -> Message:
        nonlocal ended
        if ended:
            return await receive()
        part = body.read(CHUNK)
        ended = len(part) < CHUNK
        return {"type": "http.request", "body": part, "more_body": not ended}

    return next_part


async def _refuse(send: Send, body: Body, status: int, text: str) -> None:
    """Answer at once, then drain the body, so that the client reads the answer before the connection closes."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode(), "more_body": True})
    await body.drain()
    await send({"type": "http.response.body", "body": b""})
