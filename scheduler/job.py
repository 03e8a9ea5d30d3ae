"""A job is one sweep and how often it is run; the table of all of them is `scheduler/jobs.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from scheduler.deps import Parts


@dataclass(frozen=True, slots=True)
class Job:
    """One sweep: a function of (parts, now) that returns how much it did, run every so many seconds.

    The interval is how soon a sweep notices; what is due is decided by `now` alone, so a rehearsal's clock may jump.
    """

    name: str
    seconds: int
    run: Callable[[Parts, datetime], int]
    title: str = ""  # what operators read where it does not run
