"""Gauges of one process for `/metrics`; readiness and problems by the checks of `/readyz` and `/healthz` themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from objection.asgi.healthz import Problems, collect
from web.site import Gauge

if TYPE_CHECKING:
    from clock.skew import ClockSkew
    from platforms.wecom import WeCom
    from scheduler.jobs import Scheduler


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured; `rehearsal` is the scheduler of a rehearsal's clock."""

    readiness: Sequence[Problems]
    problems: Sequence[Problems]
    database: ClockSkew
    wecom: WeCom | None = None
    rehearsal: Scheduler | None = None


def gauges_of(measured: Measured) -> list[Gauge]:
    """Each is evaluated at each scrape."""
    ready, problems = measured.readiness, measured.problems
    gauges = [
        Gauge("objection_ready", "Whether a callback can be stored", lambda: float(not collect(ready, "?"))),
        Gauge("objection_health_problems", "Problems named by /healthz", lambda: float(len(collect(problems)))),
        Gauge("objection_database_clock_skew_seconds", "Ahead of the database", lambda: measured.database.seconds),
    ]
    if measured.wecom is not None:
        bot = measured.wecom
        gauges += [
            Gauge("objection_cards_refused", "Whether the last card was refused", lambda: float(bot.cards_refused)),
            Gauge("objection_clock_skew_seconds", "Ahead of the platform when last compared", lambda: bot.clock_skew),
        ]
    if measured.rehearsal is not None:
        gauges.append(Gauge("objection_next_moment", "Next instant with work", measured.rehearsal.next_moment))
    return gauges
