"""The service's figures for whoever watches it."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from store import outbox
from web.site import here

health = Blueprint("health", __name__)


@health.get("/metrics")
def figures() -> ResponseReturnValue:
    """Of the process, the queue and the sweeps: without names, numbers of tickets or words of people."""
    site, registry = here(), CollectorRegistry()
    with site.store.read() as db:
        Gauge("objection_messages_waiting", "Unsent messages", registry=registry).set(outbox.unsent(db))
    for gauge in site.gauges:
        Gauge(gauge.name, gauge.meaning, registry=registry).set(gauge.value())
    if site.figures:
        registry.register(site.figures)
    return Response(generate_latest() + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
