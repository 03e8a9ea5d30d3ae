"""What runs when: one table, and the wall clock that rings by it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from itertools import chain
from time import monotonic

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from clock.time_source import Clock, FileClock
from regulation.shanghai import SHANGHAI
from scheduler.delivery.inbox_worker import Intake
from scheduler.delivery.senders import Senders
from scheduler.deps import Parts
from scheduler.interval_trigger import Every
from scheduler.job import Job
from scheduler.limits import calendar_recount, deadlines, digest, handover, unread_results
from scheduler.sweep_watch import Watch
from scheduler.sweeps import (
    auditor,
    daily_cleanup,
    directory_gaps,
    file_download,
    monthly_report,
    portal_flags,
    retention,
)
from scheduler.sweeps.backlog import Backlog
from scheduler.sweeps.rehearsal_clock import Leaps

log = structlog.get_logger(__name__)


AUDIT = Job("audit", 600, auditor.sweep, "办理核对")  # was everything said that was due?
JOBS = (
    Job("media", 2, file_download.sweep, "附件接收"),  # files sent in the chat
    Job("deadlines", 2, deadlines.sweep, "限期检查"),  # limits: what happens by itself, who is reminded
    Job("digest", 5, digest.sweep, "逾期摘要"),  # each working day at the hour set
    Job("unread", 20, unread_results.sweep, "结果未读提醒"),  # results that lie unread
    Job("calendar", 10, calendar_recount.sweep, "放假通知"),  # a notice that was loaded
    Job("notice-missing", 60, calendar_recount.alarm, "放假通知缺失提醒"),  # a notice that was not
    AUDIT,
    Job("upkeep", 3600, daily_cleanup.sweep, "日常清理"),
    Job("marks", 2, portal_flags.sweep, "标注通知"),  # what the data platform is told of marked records
    Job("handover", 30, handover.sweep, "工作交接"),  # somebody stands in or is new: what lies there
    Job("gaps", 60, directory_gaps.sweep, "名册缺口"),  # once a week: where the directory has nobody
    Job("retention", 3600, retention.sweep, "个人信息留存"),  # closed long ago: personal data goes
    Job("quality", 60, monthly_report.monthly, "质量报告"),  # last month's report: closed, sent for reply, published
)


class Wall:
    """Runs every sweep, the senders and the handling of messages in threads of this process."""

    def __init__(self, parts: Parts, jobs: Sequence[Job] = JOBS, *, machine: Clock | None = None) -> None:
        self.parts, self._jobs = parts, jobs
        self._senders = Senders(parts)
        self._intake = Intake(parts, parts.dispatcher, self._senders.ring) if parts.dispatcher else None
        self.message_arrived: Callable[[], None] = self._intake.ring if self._intake else lambda: None  # when stored
        clock = parts.clock
        self._leaps = Leaps(parts, clock, self._sweep, self._audit) if isinstance(clock, FileClock) else None
        self._clockwork = BackgroundScheduler(
            timezone=SHANGHAI,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        workers = [each.workers for each in (self._senders, self._intake, self._leaps) if each]
        self.watch = Watch(parts, self._clockwork, jobs, list(chain.from_iterable(workers)), machine=machine)
        parts.tally.backlog = Backlog(parts).collect

    def start(self) -> None:
        """Begin; returns at once."""
        self._senders.start()
        if self._intake:
            self._intake.start()
        for job in self._jobs:
            self._clockwork.add_job(self._ring, Every(job.seconds), args=[job], id=job.name)
        self._clockwork.start()
        if self._leaps:
            self._leaps.start()
        self.watch.start()

    def troubles(self) -> list[str]:
        """What does not run although it should, each in one line for operators; nothing where all is well."""
        return self.watch.troubles()

    def stop(self, timeout: float = 30.0) -> bool:
        """Finish what has begun, start nothing more; False where something was still running at the end."""
        until = monotonic() + timeout
        watched = self.watch.stop(until - monotonic())
        ending = threading.Thread(target=self._end_clockwork, daemon=True)
        ending.start()
        leapt = self._leaps.stop(until - monotonic()) if self._leaps else True
        handled = self._intake.stop(until - monotonic()) if self._intake else True
        ending.join(max(0.0, until - monotonic()))
        sent = self._senders.stop(max(0.0, until - monotonic()))
        return watched and handled and sent and leapt and not ending.is_alive()

    def _end_clockwork(self) -> None:
        if self._clockwork.running:
            self._clockwork.shutdown(wait=True)

    def _sweep(self) -> None:
        for job in self._jobs:
            if job is not AUDIT:
                self._ring(job)

    def _audit(self) -> None:
        self._ring(AUDIT)

    def _ring(self, job: Job) -> None:
        """One run; whatever goes wrong in it is told, and the next run begins all the same."""
        with self.parts.tally.timed(job.name):
            try:
                done = job.run(self.parts, self.parts.clock.now())
            except Exception:
                self.parts.tally.broke_off(job.name)
                log.exception("a sweep broke off", job=job.name)
                return
            self.parts.tally.succeeded(job.name)
        if done:
            self._senders.ring()
