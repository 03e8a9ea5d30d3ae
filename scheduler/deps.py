"""What the sweeps work with: handed in once, never looked up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from os import getpid
from socket import gethostname
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from bot.ports import ChatPlatform, Sender
from scheduler.counters import Tally

if TYPE_CHECKING:
    from bot.laws import LawsInForce
    from clock.time_source import Clock
    from store.engine.session import Store
    from store.files.file_store import Shelf


class Dispatcher(Protocol):
    """Handles what people wrote, one stored message at a time."""

    def run_once(self, now: datetime) -> bool:
        """Handle the next message; False where none waits."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When people are spoken to unasked (G1): working days from `start` to `end`, in Shanghai."""

    start: time = time(9, 0)
    end: time = time(17, 30)
    remind_at: time = time(9, 0)
    digest_at: time = time(9, 0)
    receive_hours: int = 4  # service hours after which B is told that A has not received


@dataclass(frozen=True, slots=True)
class Pace:
    """How hard the clock works."""

    senders: int = 4  # threads that push messages
    batch: int = 1000  # limits looked at in one go
    lease: timedelta = timedelta(minutes=5)  # for how long a claimed message is nobody else's
    poll_seconds: float = 1.0  # how often to look where nobody rang


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a sweep may touch. `owner` tells the machines of one installation apart."""

    store: Store
    laws: LawsInForce
    platforms: Mapping[str, ChatPlatform]
    clock: Clock
    base_url: str
    shelf: Shelf  # of the stored attachments
    dispatcher: Dispatcher | None = None
    systems: Mapping[str, Sender] = field(default_factory=dict)  # other programs that are told of events, by name
    reply_days: int = 5  # working days between the closing of a quality report and its publication (M15)
    hours: ServiceHours = field(default_factory=ServiceHours)
    pace: Pace = field(default_factory=Pace)
    retention_days: int = 0  # calendar days after closing; 0 is never
    owner: str = field(default_factory=lambda: f"{gethostname()}:{getpid()}:{uuid4().hex[:8]}")
    tally: Tally = field(default_factory=Tally)

    @property
    def dialects(self) -> dict[str, str]:
        """Which dialect each platform speaks today."""
        return {name: platform.dialect for name, platform in self.platforms.items()}
