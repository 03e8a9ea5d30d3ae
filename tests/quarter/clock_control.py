"""Control of the bot's clock, and how the simulation knows that everything due at the new time has been done."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import requests

from clock.time_source import SHANGHAI, FileClock

TIMEOUT = 120.0  # seconds for everything that a new time makes due
PAUSE = 0.03
ATTEMPTS = 3
METRIC = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


class NotIdle(RuntimeError):
    """The bot did not come to rest; the text says what it still had to do."""


class ClockControl:
    """`advance_to` waits until every sweep has run at the new time; `step` does not."""

    def __init__(self, clock: FileClock, bot: str) -> None:
        self._clock, self._url = clock, f"{bot}/metrics"
        self._lock, self._waited = threading.Lock(), 0.0
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def now(self) -> datetime:
        return self._clock.now().astimezone(SHANGHAI)

    def set(self, instant: datetime) -> None:
        """The clock stands still until the next time; the file is never half written."""
        path = self._clock.path
        draft = path.with_name(f".{path.name}")
        draft.write_text(f"{instant.astimezone(SHANGHAI).isoformat(timespec='seconds')} frozen\n", encoding="utf-8")
        draft.replace(path)

    def advance_to(self, instant: datetime) -> None:
        """Raises NotIdle where the sweeps have not run in time."""
        self.set(instant)
        wanted = instant.timestamp()
        self._wait(lambda: self.figures().get("objection_looked_at", 0.0) >= wanted, f"未巡检 {instant:%m-%d %H:%M}")
        self.wait_until_idle()

    def step(self, minutes: int) -> None:
        self.set(self.now + timedelta(minutes=minutes))

    def let_a_minute_pass(self) -> None:
        """A minute passes because somebody waits; at most one a second, however many wait."""
        with self._lock:
            if time.monotonic() > self._waited + 1:
                self._waited = time.monotonic()
                self.step(1)

    def wait_until_idle(self) -> None:
        """Until nothing waits to be sent; a minute passes now and then, for messages held back by a member's limit."""
        ends = time.monotonic() + TIMEOUT
        while waiting := self.figures().get("objection_messages_waiting", 0.0):
            if time.monotonic() > ends:
                raise NotIdle(f"{self.now:%m-%d %H:%M} 仍有{waiting:.0f}条消息未发")
            time.sleep(PAUSE)
            if time.monotonic() > ends - TIMEOUT + 2:
                self.let_a_minute_pass()

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
        ends = time.monotonic() + TIMEOUT
        while not true():
            if time.monotonic() > ends:
                raise NotIdle(what)
            time.sleep(PAUSE)
