"""SIGTERM: what is under way is finished, what was taken is kept, the exit code is 0 and the end comes soon."""

from __future__ import annotations

import threading
import time

import pytest

from tests.blackbox import load, records
from tests.blackbox.conftest import Town
from tests.blackbox.half_open_requests import half_sent
from tests.blackbox.load import UNPACED, Crowd

GRACE = 40.0  # seconds: more than the program itself allows for a stop
TALKERS = 8


@pytest.mark.slow
def test_every_request_under_way_is_answered(town: Town) -> None:
    """People write without a pause while it stops: each gets 200 and is kept, or no answer at all, never a 5xx."""
    machine, letters, over = town.machine(**UNPACED), town.letters, threading.Event()
    odd: list[int] = []

    def talk(number: int) -> None:
        while not over.is_set():
            status = letters.try_once(letters.frame("wu.kexin", "text", Content=f"帮助 {number}"))
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
    assert sum(records.inbox(town.database).values()) == len(letters.taken) > 0


@pytest.mark.slow
@pytest.mark.parametrize("again", [3])
def test_a_stop_in_the_middle_of_work_costs_nothing(any_town: Town, again: int) -> None:
    """Stopped and started under load: the model still holds, and nothing had to wait for a lease."""
    machine = any_town.machine(**UNPACED)
    crowd = Crowd(any_town)
    crowd.start()
    for _ in range(again):
        time.sleep(1.0)
        assert machine.stop() == 0
        assert "sending" not in records.outbox(any_town.database)
        machine.start()
    crowd.finish()
    load.check(any_town, crowd.numbers, [any_town.letters])


def test_half_sent_letters_do_not_hold_up_the_end(town: Town) -> None:
    machine = town.machine()
    with half_sent(machine.port, 4):
        began = time.monotonic()
        assert machine.stop() == 0
        assert time.monotonic() - began < GRACE
