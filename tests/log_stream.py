"""The program's own log as JSON lines in memory; the root logger is as it was afterwards."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from objection.logs import set_up


@contextmanager
def logged(level: str) -> Iterator[io.StringIO]:
    """Every line of this level and above."""
    root = logging.getLogger()
    before, was = root.handlers[:], root.level
    stream = io.StringIO()
    set_up(level, "json", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(was)
    structlog.reset_defaults()
