"""APScheduler trigger: an interval after the last start; a clock moved forward causes one run, not thousands."""

from __future__ import annotations

from datetime import datetime, timedelta

from apscheduler.triggers.base import BaseTrigger


class Every(BaseTrigger):  # type: ignore[misc]
    """APScheduler's own interval counts one by one the runs that a clock moved forward has left out.

    Three months of a sweep of two seconds are four million of them, all in memory at once; here they are one.
    """

    __slots__ = ("interval",)

    def __init__(self, seconds: int) -> None:
        self.interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:  # noqa: ARG002
        return now + self.interval
