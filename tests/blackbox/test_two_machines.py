"""Two servers on one PostgreSQL, callbacks to both: nothing is handled, done or sent twice."""

from __future__ import annotations

import itertools
import random
import time

import pytest

from tests.blackbox import load
from tests.blackbox.callbacks import CallbackSender
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.load import UNPACED, ConcurrentUsers


@pytest.mark.slow
def test_two_servers_one_database(postgresql_installation: Installation) -> None:
    """Callbacks go to both in turn; one of the two is killed and restarted meanwhile."""
    installation, draw = postgresql_installation, random.Random(5)
    machines = [installation.machine(**UNPACED) for _ in range(2)]
    first, second = (f"{machine.url}/callback/wecom" for machine in machines)
    callbacks = CallbackSender(KEYS, first, (second,))
    users = ConcurrentUsers(installation, callbacks)
    users.start()
    for victim in itertools.islice(itertools.cycle(machines), 4):
        time.sleep(draw.uniform(0.5, 1.5))
        victim.kill()
        victim.start()
    users.finish()
    load.check(installation, users.numbers, [callbacks])
    assert [machine.stop() for machine in machines] == [0, 0]
