"""Watchdog: reschedules sweeps after clock changes and reports what does not run, by the monotonic clock alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from clock.time_source import Clock, SystemClock
from scheduler import clock_guard
from scheduler.deps import Deps
from scheduler.job import Job
from scheduler.worker import HANGS, Worker
from store.upkeep import clock_rollback

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

log = structlog.get_logger(__name__)
STEP = timedelta(seconds=2)  # smaller differences come from reading two clocks on a busy machine
LATE = 60.0  # seconds beyond its interval after which a sweep is reported


def _nothing() -> None: ...


class Watch:
    """Checks at the poll interval. APScheduler uses the system clock (`machine`), messages use the clock of `deps`."""

    def __init__(
        self,
        deps: Deps,
        apscheduler: BackgroundScheduler,
        jobs: Sequence[Job],
        workers: Sequence[Worker],
        *,
        machine: Clock | None = None,
        tick: Callable[[], float] = monotonic,
    ) -> None:
        self._deps, self._apscheduler, self._jobs, self._workers = deps, apscheduler, jobs, workers
        self._machine, self._tick = machine or SystemClock(), tick
        self._stopping = threading.Event()
        self._worker = Worker("watch", "运行监视", self._watch, tick=tick)
        self._begun = False
        self._seen = self._machine.now(), tick()
        self._owes, self._went_back = True, False  # at a start a clock change may have gone unnoticed
        self._told: datetime | None = None
        self._named: dict[str, str] = {}
        self.sign: Callable[[], None] = _nothing  # this process's sign of life, at each look

    def start(self) -> None:
        """Call when everything that is watched has been started."""
        for job in self._jobs:
            self._deps.counters.expects(job.name)
        self._seen = self._machine.now(), self._tick()  # again: the object may be old
        self._begun = True
        self._worker.start()

    def stop(self, timeout: float) -> bool:
        """False where a check was still running at the timeout."""
        self._stopping.set()
        return self._worker.join(timeout)

    def health_problems(self) -> list[str]:
        """What does not run, for operators; nothing before the start and after the stop."""
        return [*self.stalled(), *self._deps.clock_guard.health_problems()]

    def stalled(self) -> list[str]:
        """Sweeps and threads that do not run."""
        return list(self._find_problems().values())

    def look(self) -> None:
        """One check; an exception in one part of it does not skip the others."""
        for part in (self._guard, self._rearm, self._revive, self._name, self._repair, self.sign):
            try:
                part()
            except Exception:
                log.exception("a part of the watch failed", part=part.__name__)

    def _watch(self, worker: Worker) -> None:
        while not self._stopping.wait(self._deps.pace.poll_seconds):
            with worker.busy():
                self.look()

    def _guard(self) -> None:
        clock_guard.watch(self._deps)

    def _rearm(self) -> None:
        """Sweeps due later than their interval are run now: only a clock set back can have put them there."""
        before, now = self._expected()
        back = now - before <= -STEP
        moved = []
        for job in self._apscheduler.get_jobs():
            if back or job.next_run_time - now > job.trigger.interval + STEP:
                moved.append(job.id)
                job.modify(next_run_time=now)
            elif now - job.next_run_time > STEP:
                self._apscheduler.wakeup()  # APScheduler was waiting when the clock was moved
        if moved or abs(now - before) >= STEP:
            self._deps.counters.clock_moved()
            seconds, jobs = round((now - before).total_seconds(), 3), ", ".join(moved)
            log.warning("the machine's clock was moved", seconds=seconds, before=str(before), after=str(now), jobs=jobs)

    def _expected(self) -> tuple[datetime, datetime]:
        """The system time expected from the monotonic clock since the last check, and the actual one."""
        wall, tick = self._seen
        self._seen = self._machine.now(), self._tick()
        return wall + timedelta(seconds=self._seen[1] - tick), self._seen[0]

    def _revive(self) -> None:
        for worker in self._workers:
            if worker.is_dead:
                log.error("a thread has ended by itself and is begun anew", thread=worker.name)
                worker.start()

    def _name(self) -> None:
        """Log each problem once when it begins, and once when it is over."""
        found = self._find_problems()
        for who in found.keys() - self._named.keys():
            log.error("something does not run", name=who, what=found[who])
        for who in self._named.keys() - found.keys():
            log.info("it runs again", name=who)
        self._named = found

    def _find_problems(self) -> dict[str, str]:
        if not self._begun or self._stopping.is_set():
            return {}
        found = {job.name: self._of_job(job) for job in self._jobs}
        found |= {worker.name: worker.health_problem() for worker in (*self._workers, self._worker)}
        return {who: text for who, text in found.items() if text}

    def _of_job(self, job: Job) -> str:
        counters, title = self._deps.counters, f"定时任务“{job.title or job.name}”"
        runs, idle, failing = (
            counters.under_way(job.name),
            counters.since_success(job.name),
            counters.is_failing(job.name),
        )
        often = f"（每 {job.seconds} 秒一次）"
        if runs is not None:
            return f"{title}运行了 {runs:.0f} 秒仍未结束{often}" if runs > HANGS else ""
        if idle <= job.seconds + LATE:
            return ""
        return f"{title}已 {idle:.0f} 秒没有{'成功' if failing else ''}运行{often}"

    def _repair(self) -> None:
        """After a clock rollback, rows scheduled in the then future are released (`clock_rollback`)."""
        now = self._deps.clock.now()
        if self._told is not None and now < self._told:
            self._owes = self._went_back = True
        self._told = now
        if not self._owes:
            return
        with self._deps.store.write() as session:
            found = clock_rollback.release_future(session, now, went_back=self._went_back)
        self._owes = self._went_back = False
        if any(found.values()):
            log.warning("what was written ahead of the clock waits no longer", **found)
