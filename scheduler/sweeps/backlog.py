"""How long what waits has waited: from the moment it was first due, whatever has put it off since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scheduler import service_hours as service
from scheduler.counters import LANES
from scheduler.deps import Parts, ServiceHours
from store.lists import audit
from store.messages.outbox import REMINDER

if TYPE_CHECKING:
    from prometheus_client import Metric
    from sqlalchemy.orm import Session

    from regulation.workdays import WorkCalendar

SLACK = timedelta(minutes=30)  # what is later than this is a finding


def stuck(session: Session, now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> int:
    """Messages that are late; reminders and digests where that much of service has passed without them."""
    return audit.stuck_messages(session, now - SLACK, service.service_before(now, SLACK, hours, calendar))


def ages(session: Session, now: datetime, hours: ServiceHours, calendar: WorkCalendar) -> dict[int, timedelta]:
    """By lane, how long the oldest unsent message has been due; only lanes in which one is."""
    found = {}
    for lane, due in audit.oldest_messages(session).items():
        since = service.next_service(due, hours, calendar) if lane >= REMINDER else due
        if since <= now:
            found[lane] = now - since
    return found


class Backlog:
    """The queues' figures, read anew whenever somebody asks; of the database's, not of this process alone."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def collect(self) -> Iterator[Metric]:
        """What Prometheus calls a collector."""
        from prometheus_client.core import GaugeMetricFamily

        parts, now = self._parts, self._parts.clock.now()
        with parts.store.read() as session:
            oldest = ages(session, now, parts.hours, parts.laws(session).calendar)
            call = audit.oldest_call(session)
        messages = GaugeMetricFamily(
            "objection_oldest_message_seconds", "How long the oldest unsent message has been due", labels=("lane",)
        )
        for lane, name in enumerate(LANES):
            messages.add_metric((name,), oldest.get(lane, timedelta()).total_seconds())
        waits = max(now - call, timedelta()).total_seconds() if call is not None else 0.0
        yield messages
        yield GaugeMetricFamily("objection_oldest_callback_seconds", "Age of the oldest unhandled callback", waits)
