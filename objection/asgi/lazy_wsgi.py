"""What few need is not loaded for all: an application is made by the first request for it, in that request's thread."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

Pages = Callable[[dict[str, Any], Any], Iterable[bytes]]  # a WSGI application


def late(make: Callable[[], Pages]) -> Pages:
    """An application that `make` makes once, however many ask for it first."""
    lock, made = Lock(), list[Pages]()

    def call(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        with lock:
            if not made:
                made.append(make())
        return made[0](environ, start_response)

    return call
