"""Processes of each role on one PostgreSQL, any of which may die; on SQLite one process serves, and says so."""

from __future__ import annotations

import random
import re
import time

import pytest

from tests.blackbox import load
from tests.blackbox.callbacks import CallbackSender
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.load import UNPACED, ConcurrentUsers
from tests.blackbox.machine import Machine, command, free_port, write_config


@pytest.mark.slow
def test_any_of_each_role_may_die(postgresql_installation: Installation) -> None:
    """Two of each; one of each is killed and restarted under load: nothing is lost, done or sent twice."""
    installation, draw = postgresql_installation, random.Random(11)
    of_role = {
        role: [installation.machine(role=role, **UNPACED) for _ in range(2)] for role in ("web", "worker", "clock")
    }
    first, second = (f"{machine.url}/callback/wecom" for machine in of_role["web"])
    callbacks = CallbackSender(KEYS, first, (second,))
    users = ConcurrentUsers(installation, callbacks)
    users.start()
    for role in ("worker", "web", "clock", "worker"):
        time.sleep(draw.uniform(0.5, 1.5))
        victim = of_role[role][draw.randrange(2)]
        victim.kill()
        victim.start()
    users.finish()
    load.check(installation, users.numbers, [callbacks])
    assert [machine.stop() for machine in installation.machines] == [0] * 6


def test_a_second_process_on_sqlite_is_refused_in_one_line(installation: Installation) -> None:
    """A lock file says who serves; commands work beside it."""
    machine = installation.machine()
    beside = write_config(
        installation.folder, database=installation.database, keys=KEYS, api=installation.api, port=free_port()
    )
    told = command(beside, "serve")
    assert told.returncode == 69
    assert f"已有 objection serve（进程 {machine.pid}）" in told.stderr
    assert command(machine.config, "migrate").returncode == 0
    machine.kill()
    machine.start()


def test_roles_need_postgresql(installation: Installation) -> None:
    machine = installation.machine()
    machine.stop()
    told = command(machine.config, "serve", "--role", "worker")
    assert told.returncode == 1
    assert "SQLite 数据库只由一个进程使用" in told.stderr


@pytest.mark.slow
def test_what_the_installation_lacks_is_said_everywhere(postgresql_installation: Installation) -> None:
    """No worker and no clock: probes, metrics and doctor say it within 30 s; a worker's health address, too."""
    installation = postgresql_installation
    web, worker, clock = (installation.machine(role=role) for role in ("web", "worker", "clock"))
    for machine in (web, worker, clock):
        assert says_ok(machine), machine.told("/readyz")
        assert 'objection_role_last_seen_seconds{role="worker"}' in machine.told("/metrics")[1]
    assert [worker.told(path)[0] for path in ("/", "/login", "/callback/wecom")] == [404] * 3
    clock.kill()
    worker.kill()
    since = time.monotonic()
    while "没有 worker 在运行" not in (said := web.told("/healthz")[1]) or "没有 clock 在运行" not in said:
        assert time.monotonic() - since < 30, said
        time.sleep(0.5)
    status, ready = web.told("/readyz")
    assert status == 200  # callbacks are stored; another server would lack a worker, too
    offline = command(web.config, "doctor", "--offline", "--quick").stdout
    for lacking in ("没有 worker 在运行", "没有 clock 在运行"):
        assert lacking in ready
        assert lacking in offline
    silent = re.search(r'objection_role_last_seen_seconds{role="worker"} ([0-9.]+)', web.told("/metrics")[1])
    assert silent is not None
    assert float(silent[1]) > 20
    worker.start()
    clock.start()
    assert says_ok(web), web.told("/readyz")
    assert "worker 和 clock 都在运行" in command(web.config, "doctor", "--offline", "--quick").stdout


def says_ok(machine: Machine, seconds: float = 60.0) -> bool:
    """Within this time, which is the test's and no promise."""
    until = time.monotonic() + seconds
    while machine.told("/readyz") != (200, "ok\n") and time.monotonic() < until:
        time.sleep(0.5)
    return time.monotonic() < until
