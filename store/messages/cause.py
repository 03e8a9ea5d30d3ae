"""What is being worked on in this thread or task: the request id of log lines, and the cause of outgoing messages.

Of a callback it is the deduplication key, which every delivery of it has in common; of a sweep `sweep:` and its name;
of a page `page:` and a number of its own; of a command `command:` and its name; of a message that an older release
queued `message:` and its number.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_CAUSE: ContextVar[str] = ContextVar("cause", default="")
SWEEP, PAGE, COMMAND, MESSAGE = "sweep:", "page:", "command:", "message:"


def cause() -> str:
    """The request id of what is under way here; empty where nothing is."""
    return _CAUSE.get()


@contextmanager
def caused_by(request: str) -> Iterator[None]:
    """What is logged and queued in this block belongs to this request."""
    before = _CAUSE.set(request)
    try:
        yield
    finally:
        _CAUSE.reset(before)


def begin(request: str) -> None:
    """As `caused_by`, until something else begins in this thread."""
    _CAUSE.set(request)


def new_page() -> str:
    """A request id for one request of a browser."""
    return f"{PAGE}{secrets.token_hex(8)}"
