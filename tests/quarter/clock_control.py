"""Controls the bot's clock file, and waits until the bot is idle (everything due is done)."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import requests

from clock.time_source import SHANGHAI, FileClock

TIMEOUT = 120.0  # seconds to wait for everything that a new time makes due
PAUSE = 0.03
ATTEMPTS = 3
METRIC = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$", re.MULTILINE)


class NotIdle(RuntimeError):
    """The bot did not become idle; the text says what is pending."""


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
        """The clock stops at this time; the file is replaced atomically."""
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
        """Advance by a minute for callers that wait; at most once a second, however many wait."""
        with self._lock:
            if time.monotonic() > self._waited + 1:
                self._waited = time.monotonic()
                self.step(1)

    def wait_until_idle(self) -> None:
        """Until the outbox is empty; advances by a minute now and then, for messages delayed by rate limits."""
        ends = time.monotonic() + TIMEOUT
        while waiting := self.figures().get("objection_messages_waiting", 0.0):
            if time.monotonic() > ends:
                raise NotIdle(f"{self.now:%m-%d %H:%M} 仍有{waiting:.0f}条消息未发")
            time.sleep(PAUSE)
            if time.monotonic() > ends - TIMEOUT + 2:
                self.let_a_minute_pass()

    def figures(self) -> dict[str, float]:
        """The bot's metrics; those with labels under `name{labels}`."""
        text = self._asked()
        return {f"{name}{{{labels}}}" if labels else name: float(value) for name, labels, value in METRIC.findall(text)}

    def _asked(self) -> str:
        """One retry where an idle connection was closed by the server meanwhile; else NotIdle."""
        for _ in range(ATTEMPTS):
            try:
                return self._session.get(self._url, timeout=30).text
            except requests.ConnectionError:
                continue
        raise NotIdle(f"{self._url} 没有应答，见 bot.log")

    def findings(self) -> dict[str, int]:
        """The auditor's open findings."""
        found = {name: int(value) for name, value in self.figures().items() if "audit_findings" in name and value}
        return {name.partition('"')[2].partition('"')[0]: number for name, number in found.items()}

    def _wait(self, true: Callable[[], bool], what: str) -> None:
        ends = time.monotonic() + TIMEOUT
        while not true():
            if time.monotonic() > ends:
                raise NotIdle(what)
            time.sleep(PAUSE)
