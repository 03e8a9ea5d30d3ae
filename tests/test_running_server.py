"""`objection doctor` reads liveness and readiness of the running server."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from doctor.running_server import serving
from tests.blackbox.machine import free_port


@contextmanager
def answering(answers: Mapping[str, tuple[int, str]]) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = answers[self.path]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.mark.parametrize(
    ("alive", "ready", "expected"),
    [
        ((200, "ok\n"), (200, "ok\n"), [(True, "能接收和保存消息，没有异常")]),
        ((200, "ok\n甲\n乙\n"), (200, "ok\n"), [(False, "甲"), (False, "乙")]),
        ((200, "ok\n甲\n"), (503, "不能保存\n"), [(False, "甲"), (False, "不能保存")]),
        ((503, "数据库用不了。\n"), (503, "不能保存\n"), [(False, "数据库用不了。"), (False, "不能保存")]),
    ],
)
def test_each_problem_line_is_a_finding(
    alive: tuple[int, str], ready: tuple[int, str], expected: list[tuple[bool, str]]
) -> None:
    with answering({"/healthz": alive, "/readyz": ready}) as port:
        for host in ("127.0.0.1", "0.0.0.0"):
            assert [(one.ok, one.text) for one in serving(host, port)] == expected


def test_no_server_or_another_service_is_no_finding() -> None:
    (none,) = serving("127.0.0.1", free_port())
    assert (none.ok, "没有应答" in none.text) == (True, True)
    with answering({"/healthz": (200, "<html>"), "/readyz": (404, "<html>")}) as port:
        (other,) = serving("127.0.0.1", port)
    assert (other.ok, "不是本服务" in other.text) == (True, True)
