"""Dependencies of the scheduler and its sweeps, passed as one argument; settings of service hours and pace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from os import getpid
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from bot.ports import ChatPlatform, Sender
from scheduler.clock_leaps import ClockGuard
from scheduler.counters import Counters

if TYPE_CHECKING:
    from bot.laws import LawsInForce
    from clock.time_source import Clock
    from store.engine.session import Store
    from store.files.file_store import FileStore


ANNOUNCED_BEFORE = timedelta(days=30)  # an erasure is announced so long before


class Dispatcher(Protocol):
    """Handles stored callbacks, one at a time."""

    def handle(self, row: int, now: datetime) -> datetime | None:
        """Handle this message; returns when to try again, None: never."""
        ...


HEADS = "heads"  # the folder in `data_dir` for the record's signed heads


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Service hours (G1): working days from `start` to `end` in Shanghai; reminders and digests are sent in them."""

    start: time = time(9, 0)
    end: time = time(17, 30)
    remind_at: time = time(9, 0)
    digest_at: time = time(9, 0)
    receive_hours: int = 4  # service hours after which B is told that A has not received
    spread_minutes: int = 10  # reminders and digests leave over so many minutes; 0: all at once


@dataclass(frozen=True, slots=True)
class Pace:
    """Concurrency, batch size and poll interval."""

    senders: int = 4  # threads that push messages
    batch: int = 1000  # limits checked in one batch
    poll_seconds: float = 1.0  # poll interval without a wake-up


@dataclass(frozen=True, slots=True)
class Retention:
    """How long personal data of closed tickets is kept: `days` after the last closing, 0 for ever.

    `export` archives a ticket before it is erased and returns why it could not; None: people export by hand.
    """

    days: int = 0
    export: Callable[[int, datetime], str] | None = None
    reading_days: int = 1095  # for so long the reading log keeps who and what

    @property
    def span(self) -> timedelta:
        return timedelta(days=self.days)

    @property
    def notice(self) -> timedelta:
        """How long before an erasure the centre is told; where less is kept, from the closing on."""
        return min(ANNOUNCED_BEFORE, self.span)

    def closed_before(self, now: datetime) -> datetime:
        """Tickets closed before this instant are past their period."""
        return now - self.span

    def announced_before(self, now: datetime) -> datetime:
        """Tickets closed before this instant are past their period, or will be when the notice has run."""
        return now - self.span + self.notice


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
    retention: Retention = field(default_factory=Retention)
    head_folder: Path | None = None  # for the record's signed heads; without it they are kept in the database alone
    owner: str = field(default_factory=lambda: f"{gethostname()}:{getpid()}:{uuid4().hex[:8]}")
    counters: Counters = field(default_factory=Counters)
    clock_guard: ClockGuard = field(default_factory=ClockGuard)

    @property
    def dialects(self) -> dict[str, str]:
        """The present dialect of each platform."""
        return {name: platform.dialect for name, platform in self.platforms.items()}
