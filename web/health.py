"""Whether the service lives, and its figures for whoever watches it."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from store import slots
from web.site import here

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> ResponseReturnValue:
    """200 while the database answers; an error page otherwise."""
    with here().store.read() as db:
        slots.note(db, "alive")
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@health.get("/metrics")
def figures() -> ResponseReturnValue:
    """Counters without names, numbers of tickets or words of people."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
