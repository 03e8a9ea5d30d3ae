"""Write lock of one process: first come, first served, with priority for the inbox."""

from __future__ import annotations

import threading
import time

import pytest

from store.engine.write_lock import WriteLock


def queue_up(lock: WriteLock, order: list[str], name: str, place: int, *, first: bool = False) -> threading.Thread:
    """A thread that waits for the lock as number `place` of the queue."""

    def work() -> None:
        with lock.hold(first=first):
            order.append(name)

    thread = threading.Thread(target=work)
    thread.start()
    while len(lock._waiting) < place:
        time.sleep(0.001)
    return thread


def test_writers_are_first_come_first_served_except_the_inbox() -> None:
    lock, order = WriteLock(), list[str]()
    with lock.hold():
        threads = [queue_up(lock, order, "a", 1), queue_up(lock, order, "b", 2)]
        threads.append(queue_up(lock, order, "inbox", 3, first=True))
    for thread in threads:
        thread.join(10)
    assert order == ["inbox", "a", "b"]


def test_a_failing_writer_releases_the_lock() -> None:
    lock = WriteLock()
    with pytest.raises(ZeroDivisionError), lock.hold():
        raise ZeroDivisionError
    with lock.hold():
        pass
