"""What runs in the installation, whichever process is asked: a worker, a clock, and each sweep (PostgreSQL).

A lack of them makes no server unready: callbacks are stored all the same, and another server would lack them, too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from scheduler.deps import Deps
from scheduler.job import Job
from scheduler.sweep_watch import LATE
from scheduler.work.serving_roles import Role
from store.upkeep import signs_of_life

if TYPE_CHECKING:
    from prometheus_client import Metric

log = structlog.get_logger(__name__)
OFTEN = 5.0  # seconds between two signs of one kind from one process
SILENT = 20.0  # seconds without one after which a role counts as absent
ABSENT = {
    Role.WORKER: "没有 worker 在运行：消息不处理、不发送（objection serve --role worker）",
    Role.CLOCK: "没有 clock 在运行：定时任务不会发起（objection serve --role clock）",
}


def problems(ages: Mapping[str, float], jobs: Sequence[Job], running: float) -> Iterator[str]:
    """One line each for operators; `running`: the seconds for which whoever asks has been running."""

    def silent(name: str) -> float:
        return min(ages.get(name, math.inf), running)

    absent = [role for role in ABSENT if silent(role.value) > SILENT]
    yield from (f"{ABSENT[role]}{_since(silent(role.value))}" for role in absent)
    if absent:
        return  # then no sweep runs
    for job in jobs:
        idle = silent(f"sweep:{job.name}")
        if idle > job.seconds + LATE:
            yield f"定时任务“{job.title or job.name}”已 {idle:.0f} 秒没有成功运行（每 {job.seconds} 秒一次）"


def _since(seconds: float) -> str:
    return f"，已 {seconds:.0f} 秒" if math.isfinite(seconds) else ""


class InstallationWatch:
    """Gives this process's signs of life, and reads everybody's."""

    def __init__(self, deps: Deps, jobs: Sequence[Job], tick: Callable[[], float] = monotonic) -> None:
        self._deps, self._jobs, self._tick = deps, jobs, tick
        self._began = tick()
        self._given: dict[str, float] = {}

    def beat(self, name: str) -> None:
        """Now and then, for one that is given at each run; a sign that can't be given is none."""
        now = self._tick()
        if now - self._given.get(name, -OFTEN) < OFTEN:
            return
        self._given[name] = now
        try:
            with self._deps.store.writing_singly() as connection:
                signs_of_life.beat(connection, name)
        except Exception as error:  # noqa: BLE001 - whatever it is, the work goes on
            log.warning("no sign of life can be given", of=name, reason=type(error).__name__)

    def health_problems(self) -> list[str]:
        return list(problems(self._ages(), self._jobs, self._tick() - self._began))

    def collect(self) -> Iterator[Metric]:
        """Gauges of the installation."""
        from prometheus_client.core import GaugeMetricFamily

        ages = self._ages()
        roles = GaugeMetricFamily(
            "objection_role_last_seen_seconds", "Since a process's sign of life", labels=("role",)
        )
        sweeps = GaugeMetricFamily(
            "objection_sweep_last_success_seconds", "Seconds since a run came to its end", labels=("job",)
        )
        for name, age in sorted(ages.items()):
            kind, _, job = name.partition(":")
            (sweeps.add_metric((job,), age) if job else roles.add_metric((kind,), age))
        yield from (roles, sweeps)

    def _ages(self) -> dict[str, float]:
        with self._deps.store.reading_singly() as connection:
            return signs_of_life.ages(connection)
