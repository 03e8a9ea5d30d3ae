"""The table of background jobs with their intervals, and the scheduler that runs them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from itertools import chain
from time import monotonic

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from clock.time_source import Clock, FileClock
from regulation.shanghai import SHANGHAI
from scheduler.backfill import case_indexing, catalogue_index, file_sealing
from scheduler.deps import Deps
from scheduler.interval_trigger import Every
from scheduler.job import Job
from scheduler.limits import (
    calendar_recount,
    centre_list,
    deadlines,
    digest,
    handover,
    indefinite_replies,
    late_notices,
    unread_results,
)
from scheduler.next_moment import next_moment
from scheduler.sweep_watch import Watch
from scheduler.sweeps import (
    auditor,
    daily_cleanup,
    directory_comparison,
    directory_gaps,
    due_rows,
    file_download,
    monthly_report,
    portal_flags,
    record_heads,
    retention,
    retention_warnings,
)
from scheduler.sweeps.backlog import Backlog
from scheduler.sweeps.rehearsal_clock import ClockJumps
from scheduler.work.burst import Burst
from scheduler.work.installation_watch import InstallationWatch
from scheduler.work.job_workers import JobWorkers
from scheduler.work.lines import Line, lines_of
from scheduler.work.serving_roles import Role
from scheduler.work.thread_workers import ThreadWorkers
from store.engine.deferral import later
from store.engine.deferral.later import Task
from store.messages.cause import SWEEP, caused_by

log = structlog.get_logger(__name__)


AUDIT = Job("audit", 600, auditor.sweep, "办理核对")  # was everything sent that was due?
JOBS = (
    Job("media", 2, file_download.sweep, "附件接收"),  # files sent in the chat
    Job("deadlines", 2, deadlines.sweep, "限期检查"),  # limits: automatic acts and reminders
    Job("digest", 5, digest.sweep, "逾期摘要"),  # each working day at the hour set
    Job("late-notices", 60, late_notices.sweep, "逾期告知"),  # the proposer hears that a reply or repair is late
    Job("centre-list", 30, centre_list.sweep, "中心每日清单"),  # what waits for the centre
    Job("unread", 20, unread_results.sweep, "结果未读提醒"),  # results not read yet
    Job("indefinite", 30, indefinite_replies.sweep, "答复不明确告知"),  # marked replies, from the next working day on
    Job("calendar", 10, calendar_recount.sweep, "放假通知"),  # a holiday notice was loaded
    Job("notice-missing", 60, calendar_recount.alarm, "放假通知缺失提醒"),  # a holiday notice is missing
    AUDIT,
    Job("file-sealing", 2, file_sealing.sweep, "补充加密"),  # what an older release left in clear
    Job("catalogue-index", 5, catalogue_index.sweep, "目录检索"),  # search words of an older release
    Job("case-index", 2, case_indexing.sweep, "工单索引"),  # what recognises and finds the cases of an older release
    Job("upkeep", 3600, daily_cleanup.sweep, "日常清理"),
    Job("marks", 2, portal_flags.sweep, "标注通知"),  # events of flags (标注) for the data platform
    Job("handover", 30, handover.sweep, "工作交接"),  # a stand-in or new officer takes over open tasks
    Job("directory", 10, directory_comparison.sweep, "名册核对"),  # at night: accounts the platform can't reach
    Job("gaps", 60, directory_gaps.sweep, "名册缺口"),  # once a week: gaps of the directory
    Job("retention", 3600, retention.sweep, "个人信息留存"),  # personal data of tickets closed long ago is erased
    Job("retention-warnings", 600, retention_warnings.sweep, "留存到期预告"),  # erasures to come, archives missing
    Job("record", 60, record_heads.sweep, "存证"),  # the day's signed head, and the latest one as a file
    Job("as-found", 60, record_heads.seal_as_found, "升级封存"),  # records from before an upgrade
    Job("quality", 60, monthly_report.monthly, "质量报告"),  # last month's report: closed, sent for reply, published
)


# Rows of the inbox and outbox whose time has come; on SQLite the threads look for themselves.
DUE = Job("due", 1, due_rows.sweep, "到期任务")


class Scheduler:
    """Runs every sweep, the delivery and the handling of messages, or a role's part of it, in threads of this process.

    On PostgreSQL the clock's ticks defer the sweeps, and whichever worker is free runs them.
    """

    def __init__(
        self, deps: Deps, jobs: Sequence[Job] = JOBS, *, machine: Clock | None = None, role: Role = Role.ALL
    ) -> None:
        self.deps, self._role = deps, role
        self._jobs = jobs if deps.store.is_sqlite else (*jobs, DUE)
        self._installation = None if deps.store.is_sqlite else InstallationWatch(deps, self._jobs)
        self._burst = Burst()
        self._working = self._workers_of(lines_of(deps)) if role.works else []
        self._clock_jumps = self._rehearsal_of(deps.clock) if role.works else None
        self._apscheduler = BackgroundScheduler(
            timezone=SHANGHAI,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        workers = [each.workers for each in (*self._working, *([self._clock_jumps] if self._clock_jumps else []))]
        watched = self._jobs if deps.store.is_sqlite else ()  # elsewhere another process may be the one that runs them
        self.watch = Watch(deps, self._apscheduler, watched, list(chain.from_iterable(workers)), machine=machine)
        deps.counters.backlog = Backlog(deps).collect
        if self._installation is not None:
            deps.counters.sweeps = self._installation.collect
            self.watch.sign = self._give_sign

    def _workers_of(self, lines: Sequence[Line]) -> Sequence[ThreadWorkers | JobWorkers]:
        if not self.deps.store.is_sqlite:
            return [JobWorkers(self.deps, lines, self._run_named)]
        brakes = {Task.HANDLE: self._burst.pause}
        threads = [ThreadWorkers(self.deps, line, brakes.get(line.task, float)) for line in lines]
        self.deps.store.wake = partial(_wake, threads)
        return threads

    def _rehearsal_of(self, clock: Clock) -> ClockJumps | None:
        return ClockJumps(self.deps, clock, self._sweep, self._audit) if isinstance(clock, FileClock) else None

    def start(self) -> None:
        """Start all threads; returns at once."""
        for each in self._working:
            each.start()
        if self._role.ticks:
            for job in self._jobs:
                self._apscheduler.add_job(self._tick, Every(job.seconds), args=[job], id=job.name)
                if self._installation is not None:
                    self._installation.beat(f"sweep:{job.name}")  # expected from now on
            self._apscheduler.start()
        if self._clock_jumps:
            self._clock_jumps.start()
        self.watch.start()

    def health_problems(self) -> list[str]:
        """What does not run although it should, one line each for operators."""
        return self.watch.health_problems()

    def missing(self) -> list[str]:
        """What the installation lacks: a worker, a clock, a sweep that succeeds. No server is unready for that."""
        return self._installation.health_problems() if self._installation is not None else []

    def stalled(self) -> list[str]:
        """Sweeps and threads that do not run: this server is not ready."""
        return self.watch.stalled()

    def stop(self, timeout: float = 30.0) -> bool:
        """Graceful shutdown: finish running work; False where something was still running at the timeout."""
        until = monotonic() + timeout
        watched = self.watch.stop(until - monotonic())
        ending = threading.Thread(target=self._stop_apscheduler, daemon=True)
        ending.start()
        parts = [*([self._clock_jumps] if self._clock_jumps else []), *self._working]
        ended = [part.stop(max(0.0, until - monotonic())) for part in parts]
        ending.join(max(0.0, until - monotonic()))
        return watched and all(ended) and not ending.is_alive()

    def message_arrived(self) -> None:
        """Call when a message was stored in the inbox."""
        self._burst.stored()
        self.deps.store.wake()

    def next_moment(self) -> float:
        """The next instant with work, for a rehearsal's clock: its timestamp."""
        return next_moment(self.deps, self.deps.clock.now()).timestamp()

    def _stop_apscheduler(self) -> None:
        if self._apscheduler.running:
            self._apscheduler.shutdown(wait=True)

    def _tick(self, job: Job) -> None:
        if self.deps.store.is_sqlite:
            self._run_job(job)
            return
        try:
            later.defer_sweep(self.deps.store.engine, job.name)
        except Exception:
            log.exception("a sweep can't be deferred", job=job.name)
            return
        if self._installation is not None:
            self._installation.beat(Role.CLOCK)

    def _run_named(self, name: str) -> None:
        for job in self._jobs:
            if job.name == name:
                self._run_job(job)

    def _give_sign(self) -> None:
        if self._installation is not None and self._role.answers:
            self._installation.beat(Role.WEB)

    def _sweep(self) -> None:
        for job in self._jobs:
            if job is not AUDIT:
                self._run_job(job)

    def _audit(self) -> None:
        self._run_job(AUDIT)

    def _run_job(self, job: Job) -> None:
        """One run; an exception is counted and logged, and the next run begins as usual."""
        with caused_by(f"{SWEEP}{job.name}"), self.deps.counters.timed(job.name):
            try:
                job.run(self.deps, self.deps.clock.now())
            except Exception:
                self.deps.counters.failed(job.name)
                log.exception("a sweep failed", job=job.name)
                return
            self.deps.counters.succeeded(job.name)
        if self._installation is not None:
            self._installation.beat(f"sweep:{job.name}")


def _wake(threads: Sequence[ThreadWorkers]) -> None:
    for each in threads:
        each.wake()
