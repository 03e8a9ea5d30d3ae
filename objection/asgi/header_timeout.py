"""A time limit for request headers: a connection that says nothing, or half a request, is closed (slow loris)."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

PATIENCE = 15.0  # seconds from the connection, or from the first byte of a further request, to its last header


def http_protocol() -> type[asyncio.Protocol] | Literal["auto"]:
    """uvicorn's own HTTP protocol with a limit on headers; where httptools is missing, as uvicorn chooses, without.

    Bodies and idle connections have limits of their own.
    """
    try:
        from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
    except ImportError:
        return "auto"

    class HeaderTimeoutProtocol(HttpToolsProtocol):
        _limit: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait_for_headers()

        def on_message_begin(self) -> None:
            super().on_message_begin()
            self._wait_for_headers()

        def on_headers_complete(self) -> None:
            self._cancel()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            self._cancel()
            super().connection_lost(exc)

        def _wait_for_headers(self) -> None:
            self._cancel()
            self._limit = self.loop.call_later(PATIENCE, self.transport.close)

        def _cancel(self) -> None:
            if self._limit is not None:
                self._limit.cancel()
                self._limit = None

    return HeaderTimeoutProtocol
