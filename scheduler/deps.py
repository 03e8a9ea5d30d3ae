"""Dependencies of the scheduler and its sweeps, passed as one argument; settings of service hours and pace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from os import getpid
from socket import gethostname
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from bot.ports import ChatPlatform, Sender
from scheduler.counters import Counters

if TYPE_CHECKING:
    from bot.laws import LawsInForce
    from clock.time_source import Clock
    from store.engine.session import Store
    from store.files.file_store import FileStore


class Dispatcher(Protocol):
    """Handles stored callbacks, one at a time."""

    def run_once(self, now: datetime) -> bool:
        """Handle the next message; False where none is waiting."""
        ...


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Service hours (G1): working days from `start` to `end` in Shanghai; reminders and digests are sent in them."""

    start: time = time(9, 0)
    end: time = time(17, 30)
    remind_at: time = time(9, 0)
    digest_at: time = time(9, 0)
    receive_hours: int = 4  # service hours after which B is told that A has not received


@dataclass(frozen=True, slots=True)
class Pace:
    """Concurrency, batch size, lease and poll interval."""

    senders: int = 4  # threads that push messages
    batch: int = 1000  # limits checked in one batch
    lease: timedelta = timedelta(minutes=5)  # for how long a claimed message belongs to its sender
    poll_seconds: float = 1.0  # poll interval without a wake-up


@dataclass(frozen=True, slots=True)
class Deps:
    """Everything a sweep may use. `owner` distinguishes the processes of one installation."""

    store: Store
    laws: LawsInForce
    platforms: Mapping[str, ChatPlatform]
    clock: Clock
    base_url: str
    file_store: FileStore  # of the stored attachments
    dispatcher: Dispatcher | None = None
    systems: Mapping[str, Sender] = field(default_factory=dict)  # other systems that receive events, by name
    reply_days: int = 5  # working days between the closing of a quality report and its publication (M15)
    hours: ServiceHours = field(default_factory=ServiceHours)
    pace: Pace = field(default_factory=Pace)
    retention_days: int = 0  # calendar days after closing; 0 is never
    owner: str = field(default_factory=lambda: f"{gethostname()}:{getpid()}:{uuid4().hex[:8]}")
    counters: Counters = field(default_factory=Counters)

    @property
    def dialects(self) -> dict[str, str]:
        """The present dialect of each platform."""
        return {name: platform.dialect for name, platform in self.platforms.items()}
