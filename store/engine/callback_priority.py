"""Whoever waits for a 200 goes first: while callbacks come in without a gap, other writers get a fiftieth of time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LULL = 0.005  # seconds: callbacks that follow each other more closely than this are a rush
STEP = LULL  # how often one who stands back looks for a gap: each look takes the interpreter from the callbacks
SHARE = 50  # after a piece of work, others rest this many times as long as it took: p99 is not theirs
LONGEST = 2.0  # seconds of rest at most, so that work goes on under any load
PATIENCE = 0.1  # seconds between two pieces of work that write nothing

GIVE = "give way"  # what those who only look find in their session's info


class Way:
    """One for a process. Python runs one thread at a time and SQLite lets one writer in: answers must not queue there.

    A callback that comes alone makes nobody wait beyond its own answer.
    """

    def __init__(self) -> None:
        self._answering = 0  # changed by the event loop's thread alone
        self._last = self._rush_until = self._rest_until = 0.0
        self._gate, self._side = Lock(), Lock()
        self._pause = Event()  # never set: a sleep that needs no system clock

    @contextmanager
    def first(self) -> Iterator[None]:
        """For as long as a callback waits for its answer."""
        now = monotonic()
        if now - self._last < LULL:
            self._rush_until = now + LULL
        self._last = now
        self._answering += 1
        try:
            yield
        finally:
            self._answering -= 1

    def give(self) -> None:
        """Before a short piece of work that writes nothing: while callbacks come in, one begins after the other.

        Some milliseconds, not more: who computes takes the interpreter from the callbacks just as who writes.
        """
        with self._side:
            self._stand_back(monotonic() + PATIENCE)

    @contextmanager
    def behind(self) -> Iterator[None]:
        """Around one write: waits for a gap between callbacks or, where there is none, for its share of the time."""
        with self._gate:  # one at a time, so that not everybody comes at once when the rest is over
            self._stand_back(self._rest_until)
            began = monotonic()
            self._rest_until = began + LONGEST
        try:
            yield
        finally:
            now = monotonic()
            self._rest_until = now + min(SHARE * (now - began), LONGEST)

    def _stand_back(self, until: float) -> None:
        while (now := monotonic()) < until and (self._answering or now < self._rush_until):
            self._pause.wait(STEP)


def give_way(session: Session) -> None:
    """In a long computation, every few milliseconds. Who may write holds up others if he waits: he does not."""
    give = session.info.get(GIVE)
    if give is not None:
        give()
