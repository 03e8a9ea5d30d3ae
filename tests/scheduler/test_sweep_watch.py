"""Sweeps keep running when the machine's clock jumps, either way; a sweep that does not run is reported."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler

from clock.time_source import FileClock
from regulation.shanghai import SHANGHAI
from scheduler.counters import Counters
from scheduler.deps import Deps
from scheduler.interval_trigger import Every
from scheduler.job import Job
from scheduler.jobs import Scheduler
from scheduler.sweep_watch import Watch
from scheduler.worker import Worker
from tests.scheduler.rig import Rig
from tests.scheduler.test_jobs import paced, until

STEPS = (timedelta(seconds=5), timedelta(seconds=90), timedelta(hours=8), timedelta(days=92))
OFTEN, HOURLY = 2, 3600


class Machine:
    """The machine's wall clock, which can be set; the monotonic clock is not affected."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved


class Ticks:
    """A monotonic clock that is set by the test."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Replaces the clock that APScheduler reads too, because it can't be injected."""
    machine = Machine()

    class Moved(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return machine.now().astimezone(tz)

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Moved)
    return machine


class Runs:
    """Counts runs by job; a run may be delayed."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.free = threading.Event()
        self.free.set()

    def job(self, name: str, seconds: int) -> Job:
        def run(_parts: Deps, _now: datetime) -> int:
            self.count[name] += 1
            self.free.wait(20)
            return 0

        return Job(name, seconds, run)


@pytest.mark.parametrize("step", [sign * step for step in STEPS for sign in (1, -1)], ids=str)
def test_every_sweep_runs_on_when_the_clock_is_moved(small_rig: Rig, machine: Machine, step: timedelta) -> None:
    runs = Runs()
    scheduler = Scheduler(paced(small_rig), [runs.job("often", 1), runs.job("hourly", HOURLY)], machine=machine)
    scheduler.start()
    assert until(lambda: runs.count["often"] >= 1)
    machine.moved += step
    seen = runs.count["often"]
    assert until(lambda: runs.count["often"] >= seen + 2)
    looked = step < timedelta() or step > timedelta(seconds=HOURLY)  # otherwise it is not due yet
    assert until(lambda: runs.count["hourly"] == int(looked))
    assert scheduler.stop(20)
    assert runs.count["often"] <= seen + 4  # no burst of missed runs
    assert runs.count["hourly"] <= 1


def test_a_clock_that_is_moved_there_and_back_during_a_run(small_rig: Rig, machine: Machine) -> None:
    runs = Runs()
    scheduler = Scheduler(paced(small_rig), [runs.job("often", 1)], machine=machine)
    runs.free.clear()
    scheduler.start()
    assert until(lambda: runs.count["often"] == 1)
    for step in (timedelta(hours=8), timedelta(hours=-16), timedelta(days=92)):
        machine.moved += step
        time.sleep(0.2)
    machine.moved = timedelta(hours=-3)
    assert runs.count["often"] == 1
    runs.free.set()
    assert until(lambda: runs.count["often"] >= 3)
    assert scheduler.stop(20)


def test_with_a_rehearsals_clock_too(small_rig: Rig, machine: Machine, tmp_path: Path) -> None:
    file, runs = tmp_path / "clock", Runs()
    file.write_text("2026-09-14T09:00:00+08:00")
    deps = replace(paced(small_rig), clock=FileClock(file))
    scheduler = Scheduler(deps, [runs.job("often", 1)], machine=machine)
    scheduler.start()
    assert until(lambda: runs.count["often"] >= 1)
    machine.moved -= timedelta(hours=8)
    seen = runs.count["often"]
    assert until(lambda: runs.count["often"] >= seen + 2)
    assert scheduler.stop(20)


@pytest.fixture
def clockwork() -> Iterator[BackgroundScheduler]:
    """Two jobs that are never due by themselves."""
    clockwork = BackgroundScheduler(timezone=SHANGHAI)
    for name, seconds in (("often", OFTEN), ("hourly", HOURLY)):
        clockwork.add_job(lambda: None, Every(seconds), id=name)
    clockwork.start(paused=True)
    yield clockwork
    clockwork.shutdown()


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_run_scheduled_too_far_ahead_is_due_now(
    small_rig: Rig, clockwork: BackgroundScheduler, step: timedelta
) -> None:
    machine = Machine()
    jobs = [Job("often", OFTEN, lambda _p, _n: 0), Job("hourly", HOURLY, lambda _p, _n: 0)]
    watch = Watch(small_rig.deps, clockwork, jobs, (), machine=machine)
    before = {job.id: job.next_run_time for job in clockwork.get_jobs()}
    watch.look()
    assert {job.id: job.next_run_time for job in clockwork.get_jobs()} == before
    machine.moved -= step
    watch.look()
    assert all(job.next_run_time <= machine.now() for job in clockwork.get_jobs())
    assert sum(m.samples[0].value for m in small_rig.deps.counters.collect() if m.name == "objection_clock_moves") == 1


def test_runs_missed_by_a_clock_jump_are_one_run() -> None:
    now = datetime(2026, 12, 17, 9, tzinfo=UTC)
    assert Every(2).get_next_fire_time(now - timedelta(days=92), now) == now + timedelta(seconds=2)


def told(rig: Rig, clockwork: BackgroundScheduler, ticks: Ticks, *workers: Worker) -> tuple[Watch, Scheduler]:
    """A watch over one sweep, and the scheduler that runs it."""
    object.__setattr__(rig.deps, "counters", Counters(ticks))
    jobs = [Job("deadlines", OFTEN, lambda _p, _n: 0, "限期检查")]
    watch, scheduler = Watch(rig.deps, clockwork, jobs, workers, tick=ticks), Scheduler(rig.deps, jobs)
    assert watch.health_problems() == []
    watch.start()
    return watch, scheduler


def last_success(rig: Rig) -> float:
    samples = [each for metric in rig.deps.counters.collect() for each in metric.samples]
    return next(each.value for each in samples if each.name == "objection_sweep_last_success_seconds")


def test_a_sweep_that_does_not_run_is_reported(small_rig: Rig, clockwork: BackgroundScheduler) -> None:
    ticks = Ticks()
    watch, scheduler = told(small_rig, clockwork, ticks)
    ticks.seconds += 62
    assert watch.health_problems() == []
    ticks.seconds += 33
    assert watch.health_problems() == ["定时任务“限期检查”已 95 秒没有运行（每 2 秒一次）"]
    assert last_success(small_rig) == 95
    scheduler._run_job(Job("deadlines", OFTEN, lambda _p, _n: 0))
    assert watch.health_problems() == []
    assert last_success(small_rig) == 0
    ticks.seconds += 100
    assert watch.stop(20)
    assert watch.health_problems() == []


def test_a_sweep_that_always_fails_is_reported(small_rig: Rig, clockwork: BackgroundScheduler) -> None:
    ticks = Ticks()
    watch, scheduler = told(small_rig, clockwork, ticks)

    def broken(_parts: Deps, _now: datetime) -> int:
        ticks.seconds += 40
        raise ValueError("broken")

    for _ in range(2):
        scheduler._run_job(Job("deadlines", OFTEN, broken))
    assert watch.health_problems() == ["定时任务“限期检查”已 80 秒没有成功运行（每 2 秒一次）"]
    assert watch.stop(20)


def test_a_sweep_that_hangs_is_reported(small_rig: Rig, clockwork: BackgroundScheduler) -> None:
    ticks, runs = Ticks(), Runs()
    watch, scheduler = told(small_rig, clockwork, ticks)
    runs.free.clear()
    thread = threading.Thread(target=scheduler._run_job, args=(runs.job("deadlines", OFTEN),))
    thread.start()
    assert until(lambda: runs.count["deadlines"] == 1)
    ticks.seconds += 299
    assert watch.health_problems() == []
    ticks.seconds += 101
    assert watch.health_problems() == ["定时任务“限期检查”运行了 400 秒仍未结束（每 2 秒一次）"]
    runs.free.set()
    thread.join(20)
    assert watch.health_problems() == []
    assert watch.stop(20)


def test_a_hung_or_dead_thread_is_reported(small_rig: Rig, clockwork: BackgroundScheduler) -> None:
    ticks, free = Ticks(), threading.Event()

    def work(worker: Worker) -> None:
        with worker.busy():
            free.wait(20)

    worker = Worker("intake", "来信处理", work, tick=ticks)
    watch, _ = told(small_rig, clockwork, ticks, worker)
    worker.start()
    assert until(lambda: worker._busy_since is not None)
    ticks.seconds += 50
    assert watch.health_problems() == []
    ticks.seconds += 400
    assert "“来信处理”已 450 秒没有进展" in watch.health_problems()
    free.set()
    assert worker.join(20)
    assert not worker.is_dead  # it was finished
    dead = threading.Thread(target=lambda: None)
    dead.start()
    dead.join(20)
    worker._thread, worker._over = dead, False
    assert "“来信处理”已停止运行" in watch.health_problems()
    watch.look()
    assert until(lambda: not worker.is_dead)
    assert watch.stop(20)


def test_failed_work_is_restarted() -> None:
    begun = []

    def work(_worker: Worker) -> None:
        begun.append(1)
        if len(begun) == 1:
            raise SystemExit

    worker = Worker("intake", "来信处理", work)
    worker.start()
    assert worker.join(20)
    assert len(begun) == 2
    assert worker.health_problem() == ""
