"""Crash safety (SIGKILL under load): no accepted message is lost, no step done twice, no notice lost or duplicated."""

from __future__ import annotations

import random
import time

import pytest

from tests.blackbox import load
from tests.blackbox.conftest import Installation
from tests.blackbox.load import UNPACED, ConcurrentUsers
from tests.blackbox.machine import command

KILLS, LEAST = 8, 4  # on a quick machine the users are done before the last ones


@pytest.mark.slow
def test_sigkill_under_load(any_installation: Installation) -> None:
    installation, draw = any_installation, random.Random(20260918)
    machine = installation.machine(**UNPACED)
    users = ConcurrentUsers(installation)
    users.start()
    for killed in range(KILLS):
        time.sleep(draw.uniform(0.1, 0.8))
        if not users.busy:
            assert killed >= LEAST, "they were too quick to be killed often enough"
            break
        machine.kill()
        machine.start()
    users.finish()
    load.check(installation, users.numbers, [installation.callbacks])
    assert machine.stop() == 0
    assert "完整，没有被改动" in command(machine.config, "doctor", "--offline").stdout
