"""A large jump of a rehearsal's clock triggers each sweep once, then the auditor; a small step triggers none."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from clock.time_source import FileClock
from scheduler.deps import Deps
from scheduler.sweeps.rehearsal_clock import ClockJumps
from tests.scheduler.rig import Rig

BOUND = 20.0  # seconds, no promise


def wait_for(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + BOUND
    while not true() and time.monotonic() < ends:
        time.sleep(0.01)
    assert true()


def looked(deps: Deps) -> float:
    return next(m.samples[0].value for m in deps.counters.collect() if m.name == "objection_looked_at")


def test_a_large_clock_jump_triggers_the_sweeps_and_a_small_step_does_not(rig: Rig, tmp_path: Path) -> None:
    file, runs = tmp_path / "clock", list[str]()
    file.write_text("2026-09-14T09:00:00+08:00 frozen")
    deps = replace(rig.deps, clock=FileClock(file))
    clock_jumps = ClockJumps(deps, FileClock(file), lambda: runs.append("sweep"), lambda: runs.append("audit"))
    clock_jumps.start()
    try:
        time.sleep(0.2)
        file.write_text("2026-09-14T09:05:00+08:00 frozen")
        time.sleep(0.2)
        file.write_text("2026-09-15T09:00:00+08:00 frozen")
        wait_for(lambda: looked(deps) == datetime(2026, 9, 15, 1, tzinfo=UTC).timestamp())
    finally:
        assert clock_jumps.stop(BOUND)
    assert runs == ["sweep", "audit"]
