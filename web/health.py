"""The service's figures for whoever watches it."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

health = Blueprint("health", __name__)


@health.get("/metrics")
def figures() -> ResponseReturnValue:
    """Counters without names, numbers of tickets or words of people."""
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
