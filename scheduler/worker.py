"""A thread that restarts its work after an exception, and reports when it hangs or has died."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import structlog

log = structlog.get_logger(__name__)
PAUSE = 1.0  # seconds before failed work is restarted
HANGS = 300.0  # seconds on one piece of work; the platforms' timeouts are far below


class Worker:
    """Runs `work(worker)` until it returns. `title` is what operators read, `name` what a debugger shows."""

    def __init__(
        self, name: str, title: str, work: Callable[[Worker], None], *, tick: Callable[[], float] = monotonic
    ) -> None:
        self.name, self.title = name, title
        self._work, self._tick = work, tick
        self._thread: threading.Thread | None = None
        self._busy_since: float | None = None
        self._over = False
        self._pause = threading.Event()  # never set

    def start(self) -> None:
        """Start the thread, or start it again where it has died."""
        self._busy_since = None
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def join(self, timeout: float) -> bool:
        """Whether the thread has ended, or was never started."""
        if self._thread is not None:
            self._thread.join(max(0.0, timeout))
        return self._thread is None or not self._thread.is_alive()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Context of one piece of work, whose duration is watched."""
        self._busy_since = self._tick()
        try:
            yield
        finally:
            self._busy_since = None

    @property
    def is_dead(self) -> bool:
        """It was started, and has ended without being stopped."""
        return self._thread is not None and not self._over and not self._thread.is_alive()

    def health_problem(self) -> str:
        """What is wrong, for operators; empty where nothing is."""
        if self.is_dead:
            return f"“{self.title}”已停止运行"
        since = self._busy_since
        spent = 0.0 if since is None else self._tick() - since
        return f"“{self.title}”已 {spent:.0f} 秒没有进展" if spent > HANGS else ""

    def _run(self) -> None:
        while not self._over:
            try:
                self._work(self)
                self._over = True
            except BaseException:
                log.exception("a thread's work failed and is restarted", thread=self.name)
                self._pause.wait(PAUSE)
