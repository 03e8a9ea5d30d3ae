"""The stand-in platform over HTTP on loopback, stopped after its test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.blackbox.standin_platform import Cut, StandInPlatform

ROOT = "/cgi-bin/"


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: object, client_address: object) -> None:
        """Broken connections are intended in these tests."""


def _handler(platform: StandInPlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # of two parts the second would wait 40 ms

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            url = urlsplit(self.path)
            if not url.path.startswith(ROOT):
                self.send_error(404)
                return
            try:
                answer = platform.answer(url.path.removeprefix(ROOT), dict(parse_qsl(url.query)), raw)
            except Cut:
                self.close_connection = True
                return
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the library's spelling

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: URLs contain the token."""

    return Handler


@contextmanager
def serving(platform: StandInPlatform) -> Iterator[str]:
    """The address to be `wecom.api_base`."""
    server = Server(("127.0.0.1", 0), _handler(platform))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
