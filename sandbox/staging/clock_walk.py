"""A leap of the rehearsal's clock stops at every due moment on the way, so that what happens by itself is in time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from clock.time_source import SHANGHAI
from sandbox.clock_control import ClockControl
from sandbox.staging.bot_figures import BotFigures
from sandbox.staging.running_task import Task, Trouble

POLL = 0.03  # seconds
SETTLES, LOOKS = 10.0, 60.0  # seconds for what is under way, and for every sweep at one moment
UNSETTLED = timedelta(minutes=1)  # the next step where something stays undone (a fault was injected)
LONGEST = timedelta(days=400)


class ClockWalk:
    """Walks the clock of one bot; `changed` is called with the text and the share of the way at every stop."""

    def __init__(self, control: ClockControl, figures: BotFigures, changed: Callable[[str, float], None]) -> None:
        self._control, self._figures, self._changed = control, figures, changed

    def to(self, target: datetime, task: Task) -> None:
        """Raises Stopped on request; Trouble where it is too far. The clock then runs on from where it is."""
        began, target, stood = self._control.local(), _whole_second(target), False
        if target - began > LONGEST:
            raise Trouble("一次最多拨一年多，请分几次拨")
        try:
            while (stop := self._next_stop(target)) is not None:
                stood = True
                self._stand_at(stop)
                self._changed(f"{stop.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", (stop - began) / (target - began))
                task.go_on()
        finally:
            if stood:
                self._control.set(self._control.local())

    def _next_stop(self, target: datetime) -> datetime | None:
        """The next due moment on the way, the target itself at last; None once it was reached."""
        now, ends = self._control.local(), time.monotonic() + SETTLES
        if now >= target:
            return None
        moment = self._figures.next_moment()
        while moment <= now and time.monotonic() < ends:
            time.sleep(POLL)
            moment = self._figures.next_moment()
        return min(_whole_second(max(moment, now + UNSETTLED) if moment <= now else moment), target)

    def _stand_at(self, stop: datetime) -> None:
        self._control.set(stop, due=True)
        ends = time.monotonic() + LOOKS
        while self._figures.looked_at() < stop:
            if time.monotonic() > ends:
                raise Trouble(f"机器人没有看完{stop.astimezone(SHANGHAI):%m-%d %H:%M}该办的事")
            time.sleep(POLL)


def _whole_second(moment: datetime) -> datetime:
    """Up: the clock's file has whole seconds, and what is due then must be due by them."""
    return moment if not moment.microsecond else moment.replace(microsecond=0) + timedelta(seconds=1)
