"""Liveness (`/healthz`) and readiness (`/readyz`), answered in the event loop, without a thread of the pages.

Slow pages never look like a dead service, and a probe that hangs blocks neither the event loop nor another probe.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import Any

from objection.asgi.request_buffer import App, Receive, Send, buffered
from store.engine.session import Store
from store.upkeep import run_claims

log = logging.getLogger(__name__)

Problems = Callable[[], Iterable[str]]  # what is wrong now, a line each; may block for some seconds
KEPT = 1.5  # seconds for which a result is cached: anonymous requests must not cause a write each
PATIENCE = 5.0  # seconds: time limit of a probe


class Probe:
    """One probe at a time, in a thread, for one event loop; concurrent requests share it, and its result for `kept`."""

    def __init__(self, look: Callable[[], list[str]], kept: float = 0.0) -> None:
        self._look, self._kept = look, kept
        self._task: asyncio.Task[list[str]] | None = None
        self._ended = 0.0

    async def found(self) -> list[str] | None:
        """The latest result; None where the time limit passed. Raises what the probe raised."""
        task = self._task
        if task is None or (task.done() and monotonic() - self._ended >= self._kept):
            task = self._task = asyncio.create_task(self._run())
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        return task.result() if done else None

    async def _run(self) -> list[str]:
        try:
            return await asyncio.to_thread(self._look)
        finally:
            self._ended = monotonic()


def liveness(store: Store, problems: Sequence[Problems] = ()) -> App:
    """Liveness: 200 and `ok` while the database answers, 503 otherwise; below it, one line a problem."""

    def look() -> list[str]:
        with store.read() as session:
            run_claims.note(session, "alive")
        return collect(problems)

    probe = Probe(look)

    async def answer(_scope: Any, _receive: Receive, send: Send) -> None:
        try:
            found = await probe.found()
        except Exception:
            log.exception("the database does not answer")
            found = None
        if found is None:
            await _say(send, 503, "数据库用不了。")
        else:
            await _say(send, 200, "ok", *found)

    return buffered(answer)


def readiness(problems: Sequence[Problems], notes: Sequence[Problems] = ()) -> App:
    """Readiness: 503 and one line with the reasons, or 200 with `notes` below, which make no server unready."""
    probe = Probe(lambda: collect(problems, "检查没有做完"), KEPT)

    async def answer(_scope: Any, _receive: Receive, send: Send) -> None:
        found = await probe.found()
        if found is None:
            found = [f"检查在 {PATIENCE:.0f} 秒内没有做完"]
        await (_say(send, 503, "；".join(found)) if found else _say(send, 200, "ok", *collect(notes)))

    return buffered(answer)


def collect(sources: Iterable[Problems], broken: str = "") -> list[str]:
    """Every problem, a line each; a source that raises is logged, and reported as `broken` where that is given."""
    lines: list[str] = []
    for each in sources:
        try:
            lines += [" ".join(line.split()) for line in each()]
        except Exception:
            log.exception("a health check failed")
            lines += [broken] if broken else []
    return lines


async def _say(send: Send, status: int, *lines: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": "".join(f"{line}\n" for line in lines).encode()})
