"""Serves one application on loopback with a thread for every connection, and stops when told."""

from __future__ import annotations

import socket
import threading
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

POLL = 0.05  # seconds until a stop is noticed


class QuietHandler(WSGIRequestHandler):
    """Says nothing of requests: a journal on the page tells them better, and a query string holds tokens."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing either: a browser that goes away in the middle of a stream is no event."""


class KeepingHandler(QuietHandler):
    """Leaves the connection open for the caller's next request."""

    protocol_version = "HTTP/1.1"
    timeout = 120  # seconds until one that nobody uses is closed


class Host:
    """A server in a background thread, as a context or by `start` and `stop`. Port 0 takes a free one.

    `keep` leaves connections open, for callers in a hurry. Raises OSError where the port is taken.
    """

    def __init__(self, app: Flask, port: int = 0, address: str = "127.0.0.1", *, keep: bool = False) -> None:
        with socket.create_server((address, port)) as door:  # ours, because werkzeug exits on a taken port
            self._server: BaseWSGIServer = make_server(
                address,
                port,
                app,
                threaded=True,
                request_handler=KeepingHandler if keep else QuietHandler,
                fd=door.fileno(),
            )
        self.port = int(self._server.server_address[1])
        self.url = f"http://{address}:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(POLL,), name="sandbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join(timeout=5)
        self._server.server_close()

    def __enter__(self) -> Host:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
