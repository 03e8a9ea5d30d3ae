"""Serving: the web server with its scheduler, or a role without pages, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType
from typing import NoReturn

import uvicorn

from objection.app import GRACE, Application, create_app

BACKLOG = 2048
SWITCH = 0.0002  # seconds: the thread switch interval, so that callbacks do not wait for a sweep (0020)


def serve(application: Application) -> None:
    """Run until SIGTERM or Ctrl-C; requests in flight are answered first (docs/decisions/0001-server.md)."""
    sys.setswitchinterval(SWITCH)
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        create_app(application),
        host=application.config.server.host,
        port=application.config.server.port,
        lifespan="on",  # without its scheduler it must not serve
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )


def work(application: Application) -> None:
    """A role without pages and callbacks: run until SIGTERM or Ctrl-C; what is under way is finished."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with application.store.write() as session:
        application.laws.record_rulebooks(session, application.clock.now())
    application.scheduler.start()
    while not stop.wait(1.0):
        pass
    application.scheduler.stop(GRACE)
    application.store.close()


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """uvicorn raises SIGTERM again after the graceful shutdown: that is a success, exit code 0."""
    sys.exit(0)
