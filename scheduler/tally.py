"""What operators watch: messages by fate, the queue's depth, how long each sweep takes, what the auditor found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

LANES = ("result", "answer", "task", "reminder", "digest")


class Tally:
    """Counters of one process, in a registry of their own."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        labels = ("platform", "lane", "fate")
        self._messages = Counter("objection_messages", "Attempts to deliver", labels, registry=self.registry)
        self._waiting = Gauge("objection_messages_waiting", "Unsent messages", registry=self.registry)
        self._findings = Gauge("objection_audit_findings", "Open findings", ("check",), registry=self.registry)
        self._sweeps = Histogram("objection_sweep_seconds", "Time of one run", ("job",), registry=self.registry)
        self._failures = Counter("objection_sweep_failures", "Runs that broke off", ("job",), registry=self.registry)

    def count(self, platform: str, lane: int, fate: str) -> None:
        self._messages.labels(platform, LANES[lane] if lane < len(LANES) else str(lane), fate).inc()

    def waiting(self, number: int) -> None:
        self._waiting.set(number)

    def found(self, check: str, number: int) -> None:
        self._findings.labels(check).set(number)

    def broke_off(self, job: str) -> None:
        self._failures.labels(job).inc()

    @contextmanager
    def timed(self, job: str) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            self._sweeps.labels(job).observe(perf_counter() - began)
