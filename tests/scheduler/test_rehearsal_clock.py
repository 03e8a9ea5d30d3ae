"""A large jump of a rehearsal's clock triggers each sweep once, then the auditor; a small step triggers none."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from clock.time_source import FileClock
from scheduler.deps import Parts
from scheduler.sweeps.rehearsal_clock import Leaps
from tests.scheduler.rig import Rig

BOUND = 20.0  # seconds, no promise


def wait_for(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + BOUND
    while not true() and time.monotonic() < ends:
        time.sleep(0.01)
    assert true()


def looked(parts: Parts) -> float:
    return next(m.samples[0].value for m in parts.tally.collect() if m.name == "objection_looked_at")


def test_a_large_clock_jump_triggers_the_sweeps_and_a_small_step_does_not(rig: Rig, tmp_path: Path) -> None:
    file, runs = tmp_path / "clock", list[str]()
    file.write_text("2026-09-14T09:00:00+08:00 frozen")
    parts = replace(rig.parts, clock=FileClock(file))
    leaps = Leaps(parts, FileClock(file), lambda: runs.append("sweep"), lambda: runs.append("audit"))
    leaps.start()
    try:
        time.sleep(0.2)
        file.write_text("2026-09-14T09:05:00+08:00 frozen")
        time.sleep(0.2)
        file.write_text("2026-09-15T09:00:00+08:00 frozen")
        wait_for(lambda: looked(parts) == datetime(2026, 9, 15, 1, tzinfo=UTC).timestamp())
    finally:
        assert leaps.stop(BOUND)
    assert runs == ["sweep", "audit"]
