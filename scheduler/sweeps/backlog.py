"""Backlog: the age of waiting messages, from when they were first due, whatever retries or holds came since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler import service_hours as service
from scheduler import stored_figures
from scheduler.counters import LANES
from scheduler.deps import Deps, ServiceHours
from store.lists import audit
from store.messages.outbox import REMINDER

if TYPE_CHECKING:
    from prometheus_client import Metric
    from sqlalchemy.orm import Session

    from regulation.workdays import WorkCalendar

SLACK = timedelta(minutes=30)  # a longer delay is a finding of the audit


def stuck(session: Session, now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> int:
    """Late messages; for reminders and digests only service hours count."""
    return audit.stuck_messages(session, now - SLACK, service.service_before(now, SLACK, hours, calendar))


def ages(session: Session, now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> dict[int, timedelta]:
    """By lane, how long the oldest unsent message has been due; lanes without one are missing."""
    found = {}
    for lane, due in audit.oldest_messages(session).items():
        since = service.next_service(due, hours, calendar) if lane >= REMINDER else due
        if since <= now:
            found[lane] = now - since
    return found


class Backlog:
    """Gauges of the queues, read from the database at each scrape: for all processes, not this one alone."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    def collect(self) -> Iterator[Metric]:
        """The Prometheus collector's interface."""
        from prometheus_client.core import GaugeMetricFamily

        deps, now = self._deps, self._deps.clock.now()
        with deps.store.read() as session:
            oldest = ages(session, now, deps.hours, deps.laws(session).calendar)
            call = audit.oldest_call(session)
            stored = list(stored_figures.collect(session, now))
        messages = GaugeMetricFamily(
            "objection_oldest_message_seconds", "How long the oldest unsent message has been due", labels=("lane",)
        )
        for lane, name in enumerate(LANES):
            messages.add_metric((name,), oldest.get(lane, timedelta()).total_seconds())
        waits = max(now - call, timedelta()).total_seconds() if call is not None else 0.0
        yield from (messages, *stored)
        yield GaugeMetricFamily("objection_oldest_callback_seconds", "Age of the oldest unhandled callback", waits)
