"""Connections that say nothing, or half a request, are closed; others of the same moment are answered."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack

import pytest
import requests

from objection.asgi.header_timeout import PATIENCE
from tests.blackbox.conftest import Installation
from tests.blackbox.half_open_requests import HEAD

pytestmark = pytest.mark.slow


def wait_until_closed(line: socket.socket) -> None:
    line.settimeout(PATIENCE + 10)
    while line.recv(1024):
        pass


SAID = (
    b"",
    b"GET /healthz HTT",
    HEAD,
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /hea",  # the first one is answered
)


def test_headers_have_a_time_limit(installation: Installation) -> None:
    port = installation.machine().port
    with ExitStack() as opened:
        lines = [opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5)) for _ in SAID]
        for line, said in zip(lines, SAID, strict=True):
            line.sendall(said)
        assert requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200
        began = time.monotonic()
        for line in lines:
            wait_until_closed(line)
        assert time.monotonic() - began < PATIENCE + 5
