"""Which program answers: its version and the schema it needs, as a metric with the value 1."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from store.engine.session import head_revision

if TYPE_CHECKING:
    from prometheus_client import Metric


class BuildInfo:
    """A collector of Prometheus."""

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import InfoMetricFamily

        told = {"version": version("objection"), "schema": head_revision()}
        yield InfoMetricFamily("objection_build", "Version of the program, and the schema it needs", value=told)
