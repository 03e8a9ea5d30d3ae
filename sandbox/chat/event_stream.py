"""Server-sent events: one stream per page carries all phones, the journal and the clock, for a limited time."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Response

from sandbox.wecom.message_store import MessageStore

MOST = 12  # pages watching at once; each holds a thread
KEEPALIVE = 10.0  # seconds
LONGEST = 600.0  # seconds; the browser then opens the next by itself

Event = tuple[str, dict[str, Any]]
Changes = Callable[[int], tuple[int, list[Event]]]


class Feed:
    """Streams what changed since the version the page has; a reconnecting page gets everything it missed."""

    def __init__(self, messages: MessageStore, changes: Changes) -> None:
        self._messages = messages
        self._changes = changes
        self._seats = threading.BoundedSemaphore(MOST)
        self._closed = threading.Event()

    def open(self, since: int) -> Response:
        """503 when too many pages watch already; the browser tries again."""
        if not self._seats.acquire(blocking=False):
            return Response("too many pages", 503, headers={"Retry-After": "10"})
        response = Response(self._stream(since), mimetype="text/event-stream")
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Accel-Buffering"] = "no"
        response.call_on_close(self._seats.release)
        return response

    def close(self) -> None:
        """End every stream, so that a server can stop."""
        self._closed.set()
        self._messages.notify_watchers()

    def _stream(self, since: int) -> Iterator[str]:
        version, ends = since, time.monotonic() + LONGEST
        yield "retry: 1000\n\n"
        while True:
            version, events = self._changes(version)
            yield "".join(_frame(version, name, data) for name, data in events)
            if self._closed.is_set() or time.monotonic() > ends:
                return
            if not self._messages.wait(version, KEEPALIVE):
                yield ": keepalive\n\n"


def _frame(version: int, name: str, data: dict[str, Any]) -> str:
    return f"id: {version}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
