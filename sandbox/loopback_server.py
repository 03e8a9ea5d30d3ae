"""A WSGI server on loopback for one application, one thread per connection, that can be stopped."""

from __future__ import annotations

import socket
import threading
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

POLL = 0.05  # seconds until a stop is noticed


class QuietHandler(WSGIRequestHandler):
    """Logs no requests: the page has a journal of them, and query strings hold tokens."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing either: a client that disconnects from a stream is no error."""


class KeepAliveHandler(QuietHandler):
    """HTTP keep-alive: leaves the connection open for the client's next request."""

    protocol_version = "HTTP/1.1"
    timeout = 120  # seconds until an idle connection is closed


class LoopbackServer:
    """A server in a background thread, as a context manager or by `start` and `stop`. Port 0 takes a free one.

    `keep` enables HTTP keep-alive, for many requests in little time. Raises OSError where the port is taken.
    """

    def __init__(self, app: Flask, port: int = 0, address: str = "127.0.0.1", *, keep: bool = False) -> None:
        with socket.create_server((address, port)) as listener:  # ours, because werkzeug exits on a taken port
            self._server: BaseWSGIServer = make_server(
                address,
                port,
                app,
                threaded=True,
                request_handler=KeepAliveHandler if keep else QuietHandler,
                fd=listener.fileno(),
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

    def __enter__(self) -> LoopbackServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
