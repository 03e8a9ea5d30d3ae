"""Clock skew: this machine's clock compared with the platform's or the database's, by the timestamps they send."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import TypeGuard

from clock.time_source import SHANGHAI

log = logging.getLogger(__name__)
TOLERATED = timedelta(seconds=60)  # between this machine's clock and another's
WINDOW, STAMPS = 300.0, 64  # seconds, and how many of the latest timestamps within them are compared
MOVED = timedelta(seconds=10)  # more than a clock gains on the monotonic one within the window


@dataclass(frozen=True, slots=True)
class Stamp:
    """A timestamp of another clock, and our time on receipt; `prompt` where it was made just then."""

    theirs: datetime
    ours: datetime
    prompt: bool
    at: float  # by the monotonic clock

    @property
    def ahead(self) -> timedelta:
        """Offset of our clock to theirs; negative where ours is behind."""
        return self.ours - self.theirs

    def read_by(self, later: Stamp) -> Stamp:
        """This stamp, with our time corrected where our clock was set since."""
        ours = later.ours - timedelta(seconds=later.at - self.at)
        return self if abs(ours - self.ours) <= MOVED else replace(self, ours=ours)


def skew_line(theirs: datetime, ours: datetime, whose: str) -> str:
    """Both times and what to do, for an operator."""
    seconds = abs(ours - theirs).total_seconds()
    return f"本机时钟 {_local(ours)}，{whose} {_local(theirs)}，相差 {seconds:.0f} 秒，请校时（NTP）"


class ClockSkew:
    """Offset of this machine's clock to another one (`whose`), by that one's timestamps; thread-safe.

    A timestamp may be old, because a message was retried or replayed, but never of the future: of those within the
    window the smallest offset counts, and a single one that may be old proves nothing.
    """

    def __init__(self, whose: str, tick: Callable[[], float] = monotonic) -> None:
        self._whose, self._tick = whose, tick
        self._stamps: deque[Stamp] = deque(maxlen=STAMPS)
        self._found: Stamp | None = None
        self._lock = Lock()

    def observe(self, theirs: datetime, ours: datetime, *, prompt: bool = False) -> None:
        """`ours` is the machine's own clock, never a rehearsal's. Logs when skew begins and when it ends."""
        with self._lock:
            stamp = Stamp(theirs, ours, prompt or theirs > ours, self._tick())
            while self._stamps and self._stamps[0].at <= stamp.at - WINDOW:
                self._stamps.popleft()
            self._stamps = deque((known.read_by(stamp) for known in self._stamps), STAMPS)
            if stamp.prompt or all(known.theirs != theirs for known in self._stamps):
                self._stamps.append(stamp)
            was, found = self._found, self._judged()
            self._found = found
        if _is_wrong(found) and not _is_wrong(was):
            log.warning("the clock is wrong: %s", skew_line(found.theirs, found.ours, self._whose))
        elif _is_wrong(was) and not _is_wrong(found):
            log.warning("the clock is right again: ours %s, theirs %s", _local(ours), _local(theirs))

    @property
    def seconds(self) -> float:
        """Offset at the last comparison; 0 where no timestamp was received."""
        found = self._found
        return found.ahead.total_seconds() if found else 0.0

    def health_problems(self) -> Iterator[str]:
        """One line while the skew exceeds the tolerance."""
        found = self._found
        if _is_wrong(found):
            yield skew_line(found.theirs, found.ours, self._whose)

    def _judged(self) -> Stamp | None:
        """The stamp with the smallest offset; the last result stands where that one proves nothing."""
        best = min(self._stamps, key=lambda stamp: abs(stamp.ahead), default=None)
        proven = len(self._stamps) > 1 or best is None or best.prompt
        return best if proven or not _is_wrong(best) else self._found


def _is_wrong(stamp: Stamp | None) -> TypeGuard[Stamp]:
    return stamp is not None and abs(stamp.ahead) > TOLERATED


def _local(instant: datetime) -> str:
    return instant.astimezone(SHANGHAI).isoformat(timespec="seconds")
