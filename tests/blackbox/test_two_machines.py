"""Two servers on one PostgreSQL, people writing to both: nothing is handled, done or said twice."""

from __future__ import annotations

import itertools
import random
import time

import pytest

from tests.blackbox import load
from tests.blackbox.callbacks import Letters
from tests.blackbox.conftest import KEYS, Town
from tests.blackbox.load import UNPACED, Crowd


@pytest.mark.slow
def test_two_servers_one_database(postgresql_town: Town) -> None:
    """Each case writes to both by turns; one of the two is killed and started again meanwhile."""
    town, draw = postgresql_town, random.Random(5)
    machines = [town.machine(**UNPACED) for _ in range(2)]
    first, second = (f"{machine.url}/callback/wecom" for machine in machines)
    letters = Letters(KEYS, first, (second,))
    crowd = Crowd(town, letters)
    crowd.start()
    for victim in itertools.islice(itertools.cycle(machines), 4):
        time.sleep(draw.uniform(0.5, 1.5))
        victim.kill()
        victim.start()
    crowd.finish()
    load.check(town, crowd.numbers, [letters])
    assert [machine.stop() for machine in machines] == [0, 0]
