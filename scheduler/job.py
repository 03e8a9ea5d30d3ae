"""A job is a sweep and its interval; the table of all jobs is in `scheduler/jobs.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler.deps import Deps


@dataclass(frozen=True, slots=True)
class Job:
    """One sweep: a function of (deps, now) that returns how much it did, run every so many seconds.

    The interval is only the latency; what is due is decided by `now`, so a rehearsal clock may jump.
    """

    name: str
    seconds: int
    run: Callable[[Deps, datetime], int]
    title: str = ""  # its name in health problems
