"""Gauges of what lies in the database, read at each scrape: the same on every server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from scheduler.counters import LANES
from store.lists import overdue_limits, queue_sizes
from store.people import web_sessions

if TYPE_CHECKING:
    from prometheus_client import Metric
    from sqlalchemy.orm import Session


def collect(session: Session, now: datetime) -> Iterator[Metric]:
    """The Prometheus collector's families."""
    yield from _queues(session, now)
    yield from _cases(session, now)


def _queues(session: Session, now: datetime) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    inbox = GaugeMetricFamily("objection_inbox_callbacks", "Callbacks not handled", labels=("state",))
    for state, number in queue_sizes.callbacks(session).items():
        inbox.add_metric((state,), number)
    outbox = GaugeMetricFamily("objection_outbox_messages", "Messages not sent", labels=("lane", "state"))
    found = queue_sizes.messages(session)
    for lane, name in enumerate(LANES):
        for state in queue_sizes.UNSENT:
            outbox.add_metric((name, state), found.get((lane, state), 0))
    sessions = web_sessions.count(session, now)
    yield from (inbox, outbox, GaugeMetricFamily("objection_web_sessions", "Open sessions of browsers", sessions))


def _cases(session: Session, now: datetime) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    opened = GaugeMetricFamily("objection_open_tickets", "Open tickets", labels=("state",))
    for state, number in queue_sizes.open_tickets(session).items():
        opened.add_metric((state.lower(),), number)
    overdue = GaugeMetricFamily(
        "objection_overdue_limits", "Running limits of centre and departments that have passed", labels=("kind",)
    )
    for kind, number in overdue_limits.counts(session, now).items():
        overdue.add_metric((kind.name.lower(),), number)
    margin = GaugeMetricFamily(
        "objection_notice_margin_seconds", "Until the first limit of a case of which a notice has not left"
    )
    nearest = queue_sizes.nearest_limit(session)
    if nearest is not None:
        margin.add_metric((), (nearest - now).total_seconds())
    yield from (opened, overdue, margin)
