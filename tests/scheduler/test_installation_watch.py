"""Sweeps' and roles' health is that of the installation, not of the process that is asked (PostgreSQL)."""

from __future__ import annotations

import pytest

from scheduler.job import Job
from scheduler.work.installation_watch import InstallationWatch, problems
from tests.scheduler.rig import Rig

JOBS = (Job("audit", 600, lambda *_: 0, "办理核对"), Job("due", 1, lambda *_: 0, "到期任务"))
AT_WORK = {"worker": 1.0, "clock": 1.0}


@pytest.mark.parametrize(
    ("ages", "running", "said"),
    [
        ({}, 19, []),
        ({}, 21, ["没有 worker 在运行", "没有 clock 在运行"]),
        ({"worker": 25, "clock": 1}, 3600, ["没有 worker 在运行"]),
        (AT_WORK | {"sweep:audit": 659, "sweep:due": 2}, 3600, []),
        (AT_WORK | {"sweep:audit": 661, "sweep:due": 62}, 3600, ["“办理核对”已 661 秒", "“到期任务”已 62 秒"]),
        (AT_WORK | {"sweep:audit": 661, "sweep:due": 62}, 30, []),
        (AT_WORK | {"sweep:audit": 5}, 3600, ["“到期任务”已 3600 秒没有成功运行"]),
    ],
)
def test_what_is_lacking(ages: dict[str, float], running: float, said: list[str]) -> None:
    """Since whoever asks began to run: a start after a stop is no absence."""
    lines = list(problems(ages, JOBS, running))
    assert len(lines) == len(said)
    assert all(part in line for part, line in zip(said, lines, strict=True))


def test_any_process_sees_the_signs_of_all(pg_rig: Rig) -> None:
    now = [0.0]
    here, there = (InstallationWatch(pg_rig.deps, JOBS, lambda: now[0]) for _ in range(2))
    now[0] = 3600.0
    assert len(there.health_problems()) == 2
    for name in ("worker", "clock", "sweep:audit"):
        here.beat(name)
    (line,) = there.health_problems()
    assert "到期任务" in line
    here.beat("sweep:due")
    assert there.health_problems() == []
    shown = {(sample.name, *sample.labels.values()) for metric in there.collect() for sample in metric.samples}
    assert ("objection_role_last_seen_seconds", "worker") in shown
    assert ("objection_sweep_last_success_seconds", "due") in shown
