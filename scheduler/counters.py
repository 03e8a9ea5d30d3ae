"""Metrics: messages by outcome, duration and last success of each sweep, findings of the audit; for `/metrics`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from store.messages.outbox import HELD, Lane

if TYPE_CHECKING:
    from prometheus_client import Metric

log = structlog.get_logger(__name__)

LANES = tuple(lane.name.lower() for lane in Lane)
CODES = 60  # different codes that are counted each by itself


class Counters:
    """Counters of one process since its start, and the health problems that parts report through it.

    The Prometheus library is imported by the first scrape.
    """

    def __init__(self, tick: Callable[[], float] = monotonic) -> None:
        self._lock, self._tick = Lock(), tick
        self._messages: Counter[tuple[str, str, str]] = Counter()
        self._held: Counter[tuple[str, str]] = Counter()
        self._errors: Counter[tuple[str, str]] = Counter()
        self._runs: Counter[str] = Counter()
        self._seconds: dict[str, float] = {}
        self._rehearsed_until = 0.0
        self._failures: Counter[str] = Counter()
        self._findings: dict[str, int] = {}
        self._succeeded: dict[str, float] = {}
        self._under_way: dict[str, list[float]] = {}
        self._failing: set[str] = set()
        self._moves = 0
        self.backlog: Callable[[], Iterable[Metric]] = tuple  # the gauges of the queues
        self.sweeps: Callable[[], Iterable[Metric]] = self._idle  # last successes
        self._watched: list[Callable[[], Iterable[str]]] = []

    def watch(self, source: Callable[[], Iterable[str]]) -> None:
        """Register a source of health problems."""
        self._watched.append(source)

    def health_problems(self) -> Iterator[str]:
        """What is wrong now, one line each, for operators."""
        for source in self._watched:
            yield from source()

    def count(self, platform: str, lane: int, outcome: str) -> None:
        """One attempt to send; what is held back was not tried and counts apart."""
        name = LANES[lane] if lane < len(LANES) else str(lane)
        with self._lock:
            if outcome == HELD:
                self._held[platform, name] += 1
            else:
                self._messages[platform, name, outcome] += 1

    def error(self, platform: str, code: str) -> None:
        """The platform refused a message by this code, or did not answer."""
        with self._lock:
            known = (platform, code) in self._errors or len(self._errors) < CODES
            self._errors[platform, (code or "none") if known else "other"] += 1

    def found(self, check: str, number: int) -> None:
        with self._lock:
            self._findings[check] = number

    def rehearsed_until(self, now: datetime) -> None:
        """Every sweep has run at this instant of a rehearsal clock."""
        with self._lock:
            self._rehearsed_until = now.timestamp()

    def failed(self, job: str) -> None:
        with self._lock:
            self._failures[job] += 1
            self._failing.add(job)

    def succeeded(self, job: str) -> None:
        """A run of this job has ended without an exception."""
        with self._lock:
            self._succeeded[job] = self._tick()
            self._failing.discard(job)

    def expects(self, job: str) -> None:
        """From now on this job is expected to run; its first run is late from here on."""
        with self._lock:
            self._succeeded[job] = self._tick()

    def since_success(self, job: str) -> float:
        """Seconds since the last successful run, or since runs are expected."""
        with self._lock:
            return self._tick() - self._succeeded.get(job, self._tick())

    def under_way(self, job: str) -> float | None:
        """Seconds since the oldest unfinished run began; None where none is running."""
        with self._lock:
            begun = self._under_way.get(job)
            return self._tick() - min(begun) if begun else None

    def is_failing(self, job: str) -> bool:
        """Whether the last run raised an exception."""
        with self._lock:
            return job in self._failing

    def clock_moved(self) -> None:
        """The system clock was changed, or the machine slept."""
        with self._lock:
            self._moves += 1

    @contextmanager
    def timed(self, job: str) -> Iterator[None]:
        began = self._tick()
        with self._lock:
            self._under_way.setdefault(job, []).append(began)
        try:
            yield
        finally:
            with self._lock:
                self._under_way[job].remove(began)
                self._runs[job] += 1
                self._seconds[job] = self._seconds.get(job, 0.0) + self._tick() - began

    def collect(self) -> Iterator[Metric]:
        """The Prometheus collector's interface."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily

        messages = CounterMetricFamily("objection_messages", "Attempts to deliver", labels=("platform", "lane", "fate"))
        held = CounterMetricFamily("objection_messages_held", "Messages put off untried", labels=("platform", "lane"))
        errors = CounterMetricFamily("objection_message_errors", "Refusals by code", labels=("platform", "code"))
        failures = CounterMetricFamily("objection_sweep_failures", "Runs that broke off", labels=("job",))
        findings = GaugeMetricFamily("objection_audit_findings", "Open findings", labels=("check",))
        sweeps = SummaryMetricFamily("objection_sweep_seconds", "Time of the runs", labels=("job",))
        with self._lock:
            for labels, number in self._messages.items():
                messages.add_metric(labels, number)
            for platform, number in self._held.items():
                held.add_metric(platform, number)
            for code, number in self._errors.items():
                errors.add_metric(code, number)
            for job, number in self._failures.items():
                failures.add_metric((job,), number)
            for check, number in self._findings.items():
                findings.add_metric((check,), number)
            for job, number in self._runs.items():
                sweeps.add_metric((job,), number, self._seconds[job])
            seen = GaugeMetricFamily(
                "objection_looked_at", "Rehearsed instant every sweep has seen", self._rehearsed_until
            )
            moves = CounterMetricFamily("objection_clock_moves", "Times the machine's clock was moved", self._moves)
        yield from (messages, held, errors, failures, findings, sweeps, seen, moves)
        try:
            yield from self.sweeps()
            yield from self.backlog()
        except Exception:  # the database is unavailable: the counters of this process are still wanted
            log.exception("the queues' figures can't be found out")

    def _idle(self) -> Iterable[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        idle = GaugeMetricFamily(
            "objection_sweep_last_success_seconds", "Seconds since a run came to its end", labels=("job",)
        )
        with self._lock:
            for job, at in self._succeeded.items():
                idle.add_metric((job,), self._tick() - at)
        return (idle,)
