"""Processes of each role on one PostgreSQL, any of which may die; on SQLite one process serves, and says so."""

from __future__ import annotations

import random
import time

import pytest

from tests.blackbox import load
from tests.blackbox.callbacks import CallbackSender
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.load import UNPACED, ConcurrentUsers
from tests.blackbox.machine import command, free_port, write_config


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
