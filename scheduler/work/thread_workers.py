"""On SQLite: threads of the one serving process work on the rows; of one lock on one row at a time, in order.

What was under way when a process died is found like everything else: by the rows.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog

from scheduler.deps import Deps
from scheduler.work.lines import KEEPS_ITS_LOCK, Line, run
from scheduler.worker import Worker
from store.engine.deferral.later import Due

log = structlog.get_logger(__name__)
AHEAD = 32  # rows looked up at a time: enough to share a query, few enough not to delay a result notice
MOMENT = timedelta(seconds=1)  # after which a line is looked at again that has nothing due


class ThreadWorkers:
    """The threads of one kind of work: woken when something was committed, looking at intervals otherwise.

    `brake` gives the seconds to pause after each row.
    """

    def __init__(self, deps: Deps, line: Line, brake: Callable[[], float] = float) -> None:
        self._deps, self._line, self._brake = deps, line, brake
        self._stopping = threading.Event()
        self._news = threading.Condition()
        self._age = 0  # of the news
        self._guard = threading.Lock()
        self._ready: deque[Due] = deque()
        self._busy: set[str] = set()  # locks of what is ready or under way
        self._resting: dict[str, datetime] = {}  # locks of what is soon tried again
        names = [f"{line.task}-{place}" for place in range(line.threads)]
        self.workers = [Worker(name, line.title, self._work) for name in names]

    def start(self) -> None:
        for worker in self.workers:
            worker.start()

    def wake(self) -> None:
        """Call when something was committed that may be due."""
        with self._news:
            self._age += 1
            self._news.notify_all()

    def stop(self, timeout: float) -> bool:
        """Begin nothing more; False where a row was still being worked on at the timeout."""
        self._stopping.set()
        self.wake()
        until = monotonic() + timeout
        return all(worker.join(until - monotonic()) for worker in self.workers)

    def _work(self, worker: Worker) -> None:
        seen = -1
        while not self._stopping.is_set():
            seen = self._wait(seen)
            while not self._stopping.is_set() and (due := self._next()) is not None:
                with worker.busy():
                    self._run(due)
                self._stopping.wait(self._brake())

    def _wait(self, seen: int) -> int:
        with self._news:
            self._news.wait_for(lambda: self._age != seen, self._deps.pace.poll_seconds)
            return self._age

    def _next(self) -> Due | None:
        with self._guard:
            if not self._ready:
                try:
                    self._look()
                except Exception:
                    log.exception("what is due can't be looked up", work=self._line.title)
            return self._ready.popleft() if self._ready else None

    def _look(self) -> None:
        now = self._deps.clock.now()
        self._resting = {lock: at for lock, at in self._resting.items() if now < at <= now + KEEPS_ITS_LOCK}
        taken = self._busy | self._resting.keys()
        with self._deps.store.read() as session:
            found = self._line.first(session, now, AHEAD + len(taken))
        self._ready.extend(each for each in found if each.lock not in taken)
        self._busy |= {each.lock for each in self._ready}
        if len(self._ready) > 1:
            self.wake()  # the others

    def _run(self, due: Due) -> None:
        rests: datetime | None = None
        try:
            now = self._deps.clock.now()
            again = run(self._deps, self._line, due.row, now)
            rests = again if again is None or again <= now + KEEPS_ITS_LOCK else now + MOMENT
        except BaseException:  # it would end the thread
            log.exception("the database can't be worked with", work=self._line.title, row=due.row)
            self._stopping.wait(self._deps.pace.poll_seconds)
        with self._guard:
            if rests is not None:
                self._resting[due.lock] = rests
            self._busy.discard(due.lock)
