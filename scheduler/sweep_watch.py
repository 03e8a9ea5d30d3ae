"""A clock that is moved stops no sweep, and what does not run is named; measured by the monotonic clock alone."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from clock.time_source import Clock, SystemClock
from scheduler.deps import Parts
from scheduler.job import Job
from scheduler.worker import HANGS, Worker
from store.upkeep import clock_rollback

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

log = structlog.get_logger(__name__)
STEP = timedelta(seconds=2)  # less is two clocks read one after the other on a busy machine
LATE = 60.0  # seconds beyond its interval after which a sweep that did not run is named


class Watch:
    """Looks as often as the senders do. APScheduler goes by the clock `machine`, messages wait by that of `parts`."""

    def __init__(
        self,
        parts: Parts,
        clockwork: BackgroundScheduler,
        jobs: Sequence[Job],
        workers: Sequence[Worker],
        *,
        machine: Clock | None = None,
        tick: Callable[[], float] = monotonic,
    ) -> None:
        self._parts, self._clockwork, self._jobs, self._workers = parts, clockwork, jobs, workers
        self._machine, self._tick = machine or SystemClock(), tick
        self._stopping = threading.Event()
        self._worker = Worker("watch", "运行监视", self._watch, tick=tick)
        self._begun = False
        self._seen = self._machine.now(), tick()
        self._owes, self._went_back = True, False  # at a start nobody knows what the clock did meanwhile
        self._told: datetime | None = None
        self._named: dict[str, str] = {}

    def start(self) -> None:
        """Call when everything that is watched has begun."""
        for job in self._jobs:
            self._parts.tally.expects(job.name)
        self._seen = self._machine.now(), self._tick()  # anew: it may have been made long ago
        self._begun = True
        self._worker.start()

    def stop(self, timeout: float) -> bool:
        """False where a look was still going on at the end."""
        self._stopping.set()
        return self._worker.join(timeout)

    def troubles(self) -> list[str]:
        """What does not run, in the operators' words; nothing before the start and after the stop."""
        return list(self._troubles().values())

    def look(self) -> None:
        """One look. What goes wrong in one part of it leaves out none of the others."""
        for part in (self._rearm, self._revive, self._name, self._repair):
            try:
                part()
            except Exception:
                log.exception("a part of the watch broke off", part=part.__name__)

    def _watch(self, worker: Worker) -> None:
        while not self._stopping.wait(self._parts.pace.poll_seconds):
            with worker.busy():
                self.look()

    def _rearm(self) -> None:
        """Sweeps whose next run lies further ahead than their interval run now: only a moved clock puts it there."""
        before, now = self._expected()
        back = now - before <= -STEP
        moved = []
        for job in self._clockwork.get_jobs():
            if back or job.next_run_time - now > job.trigger.interval + STEP:
                moved.append(job.id)
                job.modify(next_run_time=now)
            elif now - job.next_run_time > STEP:
                self._clockwork.wakeup()  # it was asleep when the clock was moved
        if moved or abs(now - before) >= STEP:
            self._parts.tally.clock_moved()
            seconds, jobs = round((now - before).total_seconds(), 3), ", ".join(moved)
            log.warning("the machine's clock was moved", seconds=seconds, before=str(before), after=str(now), jobs=jobs)

    def _expected(self) -> tuple[datetime, datetime]:
        """What the machine's clock would tell had it run on evenly since the last look, and what it tells."""
        wall, tick = self._seen
        self._seen = self._machine.now(), self._tick()
        return wall + timedelta(seconds=self._seen[1] - tick), self._seen[0]

    def _revive(self) -> None:
        for worker in self._workers:
            if worker.is_dead:
                log.error("a thread has ended by itself and is begun anew", thread=worker.name)
                worker.start()

    def _name(self) -> None:
        """Each trouble once when it begins, and once when it is over."""
        found = self._troubles()
        for who in found.keys() - self._named.keys():
            log.error("something does not run", name=who, what=found[who])
        for who in self._named.keys() - found.keys():
            log.info("it runs again", name=who)
        self._named = found

    def _troubles(self) -> dict[str, str]:
        if not self._begun or self._stopping.is_set():
            return {}
        found = {job.name: self._of_job(job) for job in self._jobs}
        found |= {worker.name: worker.trouble() for worker in (*self._workers, self._worker)}
        return {who: text for who, text in found.items() if text}

    def _of_job(self, job: Job) -> str:
        tally, title = self._parts.tally, f"定时任务“{job.title or job.name}”"
        runs, idle, failing = tally.under_way(job.name), tally.since_success(job.name), tally.is_failing(job.name)
        often = f"（每 {job.seconds} 秒一次）"
        if runs is not None:
            return f"{title}运行了 {runs:.0f} 秒仍未结束{often}" if runs > HANGS else ""
        if idle <= job.seconds + LATE:
            return ""
        return f"{title}已 {idle:.0f} 秒没有{'成功' if failing else ''}运行{often}"

    def _repair(self) -> None:
        """What waits by an instant that was written ahead of the present waits for nothing (`clock_rollback`)."""
        now = self._parts.clock.now()
        if self._told is not None and now < self._told:
            self._owes = self._went_back = True
        self._told = now
        if not self._owes:
            return
        with self._parts.store.write() as session:
            found = clock_rollback.rewind(session, now, self._parts.pace.lease, went_back=self._went_back)
        self._owes = self._went_back = False
        if any(found.values()):
            log.warning("what was written ahead of the clock waits no longer", **found)
