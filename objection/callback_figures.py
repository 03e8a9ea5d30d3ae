"""Counts and times of callbacks at the door of this process, for `/metrics`; each is logged in one line."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING

from platforms.callback_outcome import CallbackOutcome, Result, log_outcome
from web.request_rates import RequestRate

if TYPE_CHECKING:
    from prometheus_client import Metric

log = logging.getLogger(__name__)

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds; the platform waits for five


LOGGED = 120  # refusals a minute


class CallbackFigures:
    """A collector of Prometheus, whose library is imported by the first scrape."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._refusals, self._unlogged = RequestRate(LOGGED), 0
        self._results: Counter[tuple[str, str]] = Counter()
        self._times: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}

    def observe(self, outcome: CallbackOutcome) -> None:
        """Log it and count it. Times are those of what was answered to the platform, not of what was refused."""
        self._log(outcome)
        platform = outcome.platform
        with self._lock:
            self._results[platform, str(outcome.result)] += 1
            if outcome.result is not Result.REFUSED:
                times = self._times.setdefault(platform, [0] * (len(BUCKETS) + 1))
                times[sum(outcome.seconds > bound for bound in BUCKETS)] += 1
                self._seconds[platform] = self._seconds.get(platform, 0.0) + outcome.seconds

    def _log(self, outcome: CallbackOutcome) -> None:
        """Whoever sends rubbish must not push six months of lines out of the log: beyond a rate refusals only count."""
        if outcome.result is Result.REFUSED:
            if self._refusals.take(""):
                self._unlogged += 1
                return
            if self._unlogged:
                log.warning("refused callbacks were counted and not logged", extra={"number": self._unlogged})
                self._unlogged = 0
        log_outcome(outcome)

    def collect(self) -> Iterator[Metric]:
        """The Prometheus collector's interface."""
        from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily

        results = CounterMetricFamily("objection_callbacks", "Callbacks by result", labels=("platform", "result"))
        times = HistogramMetricFamily(
            "objection_callback_seconds", "Time to answer a callback that was not refused", labels=("platform",)
        )
        with self._lock:
            for labels, number in self._results.items():
                results.add_metric(labels, number)
            for platform, counts in self._times.items():
                times.add_metric((platform,), _cumulated(counts), self._seconds[platform])
        yield from (results, times)


def _cumulated(counts: list[int]) -> list[tuple[str, float]]:
    bounds = [*map(str, BUCKETS), "+Inf"]
    return [(bound, float(sum(counts[: place + 1]))) for place, bound in enumerate(bounds)]
