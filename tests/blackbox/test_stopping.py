"""Graceful shutdown (SIGTERM): requests in flight are finished, accepted messages kept, exit code 0, in time."""

from __future__ import annotations

import threading
import time

import pytest

from tests.blackbox import load, records
from tests.blackbox.conftest import Installation
from tests.blackbox.half_open_requests import half_open
from tests.blackbox.load import UNPACED, ConcurrentUsers

GRACE = 40.0  # seconds: more than the program itself allows for a stop
TALKERS = 8


@pytest.mark.slow
def test_requests_in_flight_are_answered(installation: Installation) -> None:
    """During shutdown under load each request gets 200 and is stored, or no answer, never a 5xx."""
    machine, callbacks, over = installation.machine(**UNPACED), installation.callbacks, threading.Event()
    odd: list[int] = []

    def talk(number: int) -> None:
        while not over.is_set():
            status = callbacks.try_once(callbacks.frame("wu.kexin", "text", Content=f"帮助 {number}"))
            if status not in (0, 200):
                odd.append(status)

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(TALKERS)]
    for thread in threads:
        thread.start()
    time.sleep(1.0)
    began = time.monotonic()
    code = machine.stop()
    over.set()
    for thread in threads:
        thread.join(30)
    assert code == 0
    assert time.monotonic() - began < GRACE
    assert odd == []
    assert sum(records.inbox(installation.database).values()) == len(callbacks.taken) > 0


@pytest.mark.slow
@pytest.mark.parametrize("again", [3])
def test_a_restart_under_load_loses_nothing(any_installation: Installation, again: int) -> None:
    """Restart under load: still exactly once, and nothing has to wait for a lease to expire."""
    machine = any_installation.machine(**UNPACED)
    users = ConcurrentUsers(any_installation)
    users.start()
    for _ in range(again):
        time.sleep(1.0)
        assert machine.stop() == 0
        assert "sending" not in records.outbox(any_installation.database)
        machine.start()
    users.finish()
    load.check(any_installation, users.numbers, [any_installation.callbacks])


def test_half_open_requests_do_not_delay_the_shutdown(installation: Installation) -> None:
    machine = installation.machine()
    with half_open(machine.port, 4):
        began = time.monotonic()
        assert machine.stop() == 0
        assert time.monotonic() - began < GRACE
