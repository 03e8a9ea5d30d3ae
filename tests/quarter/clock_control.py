"""The hand on the clock of the quarter, and how it is known that the bot has done all that the hour brought."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import requests

from clock.time_source import SHANGHAI, FileClock

PATIENCE = 120.0  # seconds for everything that a leap makes due
PAUSE = 0.03
ATTEMPTS = 3
METRIC = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


class NotIdle(RuntimeError):
    """The bot did not come to rest; the text says what it still had to do."""


class Clockwork:
    """Leaps are waited for until every sweep has looked; steps in between hurry nobody."""

    def __init__(self, clock: FileClock, bot: str) -> None:
        self._clock, self._url = clock, f"{bot}/metrics"
        self._lock, self._waited = threading.Lock(), 0.0
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def now(self) -> datetime:
        return self._clock.now().astimezone(SHANGHAI)

    def set(self, instant: datetime) -> None:
        """The hands stand still until the next time; the file is never half written."""
        path = self._clock.path
        draft = path.with_name(f".{path.name}")
        draft.write_text(f"{instant.astimezone(SHANGHAI).isoformat(timespec='seconds')} frozen\n", encoding="utf-8")
        draft.replace(path)

    def leap(self, instant: datetime) -> None:
        """Raises NotIdle where the sweeps have not looked in time."""
        self.set(instant)
        wanted = instant.timestamp()
        self._wait(lambda: self.figures().get("objection_looked_at", 0.0) >= wanted, f"未巡检 {instant:%m-%d %H:%M}")
        self.rest()

    def step(self, minutes: int) -> None:
        self.set(self.now + timedelta(minutes=minutes))

    def wait(self) -> None:
        """A minute passes because somebody waits; at most one a second, however many wait."""
        with self._lock:
            if time.monotonic() > self._waited + 1:
                self._waited = time.monotonic()
                self.step(1)

    def rest(self) -> None:
        """Until nothing waits to be sent; a minute passes now and then, for messages held back by a member's limit."""
        ends = time.monotonic() + PATIENCE
        while waiting := self.figures().get("objection_messages_waiting", 0.0):
            if time.monotonic() > ends:
                raise NotIdle(f"{self.now:%m-%d %H:%M} 仍有{waiting:.0f}条消息未发")
            time.sleep(PAUSE)
            if time.monotonic() > ends - PATIENCE + 2:
                self.wait()

    def figures(self) -> dict[str, float]:
        """The bot's own figures; those with labels under `name{labels}`."""
        text = self._asked()
        return {f"{name}{{{labels}}}" if labels else name: float(value) for name, labels, value in METRIC.findall(text)}

    def _asked(self) -> str:
        """Once more where a connection that lay idle was closed at the other end while we asked; else NotIdle."""
        for _ in range(ATTEMPTS):
            try:
                return self._session.get(self._url, timeout=30).text
            except requests.ConnectionError:
                continue
        raise NotIdle(f"{self._url} 没有应答，见 bot.log")

    def findings(self) -> dict[str, int]:
        """What the auditor has open."""
        found = {name: int(value) for name, value in self.figures().items() if "audit_findings" in name and value}
        return {name.partition('"')[2].partition('"')[0]: number for name, number in found.items()}

    def _wait(self, true: Callable[[], bool], what: str) -> None:
        ends = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > ends:
                raise NotIdle(what)
            time.sleep(PAUSE)
