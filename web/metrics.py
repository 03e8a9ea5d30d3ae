"""Prometheus metrics of process, queues and sweeps (`/metrics`): no names, ticket numbers or texts."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from store.messages import outbox
from web.site import current_site

log = logging.getLogger(__name__)
health = Blueprint("health", __name__)


@health.get("/metrics")
def figures() -> ResponseReturnValue:
    """Gauges and counters of process, queues and sweeps."""
    site, registry = current_site(), CollectorRegistry()
    _set(registry, "objection_messages_waiting", "Unsent messages", _waiting)
    for gauge in site.gauges:
        _set(registry, gauge.name, gauge.meaning, gauge.value)
    for collector in (*([site.figures] if site.figures else []), *site.collectors):
        registry.register(collector)
    return Response(generate_latest() + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _waiting() -> float:
    with current_site().store.read() as db:
        return outbox.unsent(db)


def _set(registry: CollectorRegistry, name: str, meaning: str, value: Callable[[], float]) -> None:
    """A gauge that fails is left out: the others are needed most while the database is unavailable."""
    try:
        found = value()
    except Exception:
        log.exception("figure %s can't be found out", name)
        return
    Gauge(name, meaning, registry=registry).set(found)
