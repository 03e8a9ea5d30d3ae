"""Killed at any moment under load: no accepted message is lost, no step is taken twice, no notice lost or doubled."""

from __future__ import annotations

import random
import time

import pytest

from tests.blackbox import load
from tests.blackbox.conftest import Town
from tests.blackbox.load import UNPACED, Crowd
from tests.blackbox.machine import command

KILLS = 8


@pytest.mark.slow
def test_kill_minus_nine(any_town: Town) -> None:
    town, draw = any_town, random.Random(20260918)
    machine = town.machine(**UNPACED)
    crowd = Crowd(town)
    crowd.start()
    for _ in range(KILLS):
        time.sleep(draw.uniform(0.1, 0.8))
        assert crowd.busy, "they were too quick to be killed often enough"
        machine.kill()
        machine.start()
    crowd.finish()
    load.check(town, crowd.numbers, [town.letters])
    assert machine.stop() == 0
    assert "完整，没有被改动" in command(machine.config, "doctor", "--offline").stdout
