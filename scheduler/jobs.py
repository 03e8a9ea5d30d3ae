"""What runs when: one table, and the wall clock that rings by it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from clock import FileClock
from regulation.shanghai import SHANGHAI
from scheduler import (
    auditor,
    calendar,
    deadlines,
    digest,
    gaps,
    handover,
    marks,
    media,
    monthly,
    retention,
    unread,
    upkeep,
)
from scheduler.intake import Intake
from scheduler.leap import Leaps
from scheduler.parts import Parts
from scheduler.senders import Senders

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """One sweep: a function of (parts, now) that returns how much it did, run every so many seconds.

    The interval is how soon a sweep notices; what is due is decided by `now` alone, so a rehearsal's clock may jump.
    """

    name: str
    seconds: int
    run: Callable[[Parts, datetime], int]


AUDIT = Job("audit", 600, auditor.sweep)  # was everything said that was due?
JOBS = (
    Job("media", 2, media.sweep),  # files sent in the chat
    Job("deadlines", 2, deadlines.sweep),  # limits: what happens by itself, who is reminded
    Job("digest", 5, digest.sweep),  # each working day at the hour set
    Job("unread", 20, unread.sweep),  # results that lie unread
    Job("calendar", 10, calendar.sweep),  # a notice that was loaded
    Job("notice-missing", 60, calendar.alarm),  # a notice that was not
    AUDIT,
    Job("upkeep", 3600, upkeep.sweep),
    Job("marks", 2, marks.sweep),  # what the data platform is told of marked records
    Job("handover", 30, handover.sweep),  # somebody stands in or is new: what lies there
    Job("gaps", 60, gaps.sweep),  # once a week: where the directory has nobody
    Job("retention", 3600, retention.sweep),  # closed long ago: personal data goes
    Job("quality", 60, monthly.monthly),  # last month's report: closed, sent for reply, published
)


class Wall:
    """Runs every sweep, the senders and the handling of messages in threads of this process."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._senders = Senders(parts)
        self._intake = Intake(parts, parts.dispatcher, self._senders.ring) if parts.dispatcher else None
        clock = parts.clock
        self._leaps = Leaps(parts, clock, self._sweep, self._audit) if isinstance(clock, FileClock) else None
        self._clockwork = BackgroundScheduler(
            timezone=SHANGHAI,
            executors={"default": ThreadPoolExecutor(4)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Begin; returns at once."""
        self._senders.start()
        if self._intake:
            self._intake.start()
        for job in JOBS:
            self._clockwork.add_job(self._ring, "interval", args=[job], seconds=job.seconds, id=job.name)
        self._clockwork.start()
        if self._leaps:
            self._leaps.start()

    def stop(self, timeout: float = 30.0) -> bool:
        """Finish what has begun, start nothing more; False where something was still running at the end."""
        until = monotonic() + timeout
        ending = threading.Thread(target=self._end_clockwork, daemon=True)
        ending.start()
        leapt = self._leaps.stop(until - monotonic()) if self._leaps else True
        handled = self._intake.stop(until - monotonic()) if self._intake else True
        ending.join(max(0.0, until - monotonic()))
        sent = self._senders.stop(max(0.0, until - monotonic()))
        return handled and sent and leapt and not ending.is_alive()

    def message_arrived(self) -> None:
        """Call when a message was stored in the inbox."""
        if self._intake:
            self._intake.ring()

    def _end_clockwork(self) -> None:
        if self._clockwork.running:
            self._clockwork.shutdown(wait=True)

    def _sweep(self) -> None:
        for job in JOBS:
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
        if done:
            self._senders.ring()
