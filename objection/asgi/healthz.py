"""Whether the service lives, and whether it can take anything in: answered without a page's thread.

Slow pages never look like a dead service, and a look that hangs holds up neither the event loop nor another look.
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

Troubles = Callable[[], Iterable[str]]  # what is wrong at this moment, a line each; it may block for some seconds
KEPT = 1.5  # seconds for which a look that writes answers everybody: strangers can't wear out the database by asking
PATIENCE = 5.0  # seconds for a look


class Probe:
    """One look at a time, in a thread; for one event loop. Everybody who asks meanwhile shares it, and for `kept`."""

    def __init__(self, look: Callable[[], list[str]], kept: float = 0.0) -> None:
        self._look, self._kept = look, kept
        self._task: asyncio.Task[list[str]] | None = None
        self._ended = 0.0

    async def found(self) -> list[str] | None:
        """What the latest look found; None where it does not end in time. Raises what the look raised."""
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


def alive(store: Store, troubles: Sequence[Troubles] = ()) -> App:
    """200 and `ok` while the database answers, 503 otherwise; below it, what an operator should know."""

    def look() -> list[str]:
        with store.read() as session:
            run_claims.note(session, "alive")
        return told(troubles)

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


def ready(hindrances: Sequence[Troubles]) -> App:
    """200 where a callback can be stored now, else 503 and one line that says what can't be done."""
    probe = Probe(lambda: told(hindrances, "检查没有做完"), KEPT)

    async def answer(_scope: Any, _receive: Receive, send: Send) -> None:
        found = await probe.found()
        if found is None:
            found = [f"检查在 {PATIENCE:.0f} 秒内没有做完"]
        await (_say(send, 503, "；".join(found)) if found else _say(send, 200, "ok"))

    return buffered(answer)


def told(troubles: Iterable[Troubles], broken: str = "") -> list[str]:
    """Every line; a look that breaks off is logged, and said where `broken` is given."""
    lines: list[str] = []
    for each in troubles:
        try:
            lines += [" ".join(line.split()) for line in each()]
        except Exception:
            log.exception("a look at the service's health broke off")
            lines += [broken] if broken else []
    return lines


async def _say(send: Send, status: int, *lines: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": "".join(f"{line}\n" for line in lines).encode()})
