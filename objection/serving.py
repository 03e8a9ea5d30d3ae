"""Serving: the web server with its scheduler, or a role without pages, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import nullcontext
from socket import socket
from types import FrameType
from typing import NoReturn

import uvicorn

from objection.app import GRACE, Application, create_app, health_app
from objection.asgi.header_timeout import http_protocol
from objection.asgi.health_address import answering
from objection.district_rules import begin_with

BACKLOG = 2048
SWITCH = 0.0002  # seconds: the thread switch interval, so that callbacks do not wait for a sweep (0020)


def serve(application: Application, listening: socket) -> None:
    """Run until SIGTERM or Ctrl-C; requests in flight are answered first (docs/decisions/0001-server.md)."""
    sys.setswitchinterval(SWITCH)
    signal.signal(signal.SIGTERM, _leave)
    config = uvicorn.Config(
        create_app(application),
        lifespan="on",  # without its scheduler it must not serve
        http=http_protocol(),
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    server.run(sockets=[listening])
    if not server.started:
        raise RuntimeError("the server did not start; the log says why")


def work(application: Application, health: socket | None = None) -> None:
    """A role without pages and callbacks: run until SIGTERM or Ctrl-C; what is under way is finished.

    `health` is where its probes are answered.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with application.store.write() as session:
        begin_with(application.laws, session, application.config, application.clock.now())
    application.scheduler.start()
    with answering(health_app(application), health) if health else nullcontext():
        while not stop.wait(1.0):
            pass
    application.scheduler.stop(GRACE)
    application.store.close()


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """uvicorn raises SIGTERM again after the graceful shutdown: that is a success, exit code 0."""
    sys.exit(0)
