"""What operators watch: messages by fate, how long each sweep takes, what the auditor found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import Metric

LANES = ("result", "answer", "task", "reminder", "digest")


class Tally:
    """Numbers of one process since its start. Prometheus's library is loaded by the first who asks for them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._messages: Counter[tuple[str, str, str]] = Counter()
        self._runs: Counter[str] = Counter()
        self._seconds: dict[str, float] = {}
        self._looked = 0.0
        self._failures: Counter[str] = Counter()
        self._findings: dict[str, int] = {}

    def count(self, platform: str, lane: int, fate: str) -> None:
        with self._lock:
            self._messages[platform, LANES[lane] if lane < len(LANES) else str(lane), fate] += 1

    def found(self, check: str, number: int) -> None:
        with self._lock:
            self._findings[check] = number

    def looked(self, now: datetime) -> None:
        """Every sweep has looked at this instant of a rehearsal's clock; in seconds since 1970."""
        with self._lock:
            self._looked = now.timestamp()

    def broke_off(self, job: str) -> None:
        with self._lock:
            self._failures[job] += 1

    @contextmanager
    def timed(self, job: str) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            seconds = perf_counter() - began
            with self._lock:
                self._runs[job] += 1
                self._seconds[job] = self._seconds.get(job, 0.0) + seconds

    def collect(self) -> Iterator[Metric]:
        """What Prometheus calls a collector."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, SummaryMetricFamily

        messages = CounterMetricFamily("objection_messages", "Attempts to deliver", labels=("platform", "lane", "fate"))
        failures = CounterMetricFamily("objection_sweep_failures", "Runs that broke off", labels=("job",))
        findings = GaugeMetricFamily("objection_audit_findings", "Open findings", labels=("check",))
        sweeps = SummaryMetricFamily("objection_sweep_seconds", "Time of the runs", labels=("job",))
        with self._lock:
            for labels, number in self._messages.items():
                messages.add_metric(labels, number)
            for job, number in self._failures.items():
                failures.add_metric((job,), number)
            for check, number in self._findings.items():
                findings.add_metric((check,), number)
            for job, number in self._runs.items():
                sweeps.add_metric((job,), number, self._seconds[job])
            looked = GaugeMetricFamily("objection_looked_at", "Rehearsed instant every sweep has seen", self._looked)
        yield from (messages, failures, findings, sweeps, looked)
