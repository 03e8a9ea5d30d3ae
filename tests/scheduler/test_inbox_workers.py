"""Backpressure of the inbox workers: a burst of callbacks is acknowledged first and handled at a slower pace."""

from __future__ import annotations

from datetime import datetime

from scheduler.delivery.inbox_worker import BURST, WITHIN, InboxWorkers
from tests.scheduler.rig import Rig


class NothingToDo:
    def run_once(self, now: datetime) -> bool:
        return False


def workers(rig: Rig, seconds: list[float]) -> InboxWorkers:
    return InboxWorkers(rig.deps, NothingToDo(), lambda: None, tick=lambda: seconds[0])


def test_a_burst_of_commits_slows_the_handling(rig: Rig) -> None:
    inbox = workers(rig, [5.0])
    for _ in range(BURST - 1):
        inbox.wake()
    assert not inbox.in_burst
    inbox.wake()
    assert inbox.in_burst


def test_the_handling_is_at_full_pace_again_after_the_burst(rig: Rig) -> None:
    seconds = [5.0]
    inbox = workers(rig, seconds)
    for _ in range(3 * BURST):
        inbox.wake()
    seconds[0] += 2 * WITHIN
    assert not inbox.in_burst


def test_single_messages_are_no_burst(rig: Rig) -> None:
    """A district writes some messages a minute."""
    seconds = [0.0]
    inbox = workers(rig, seconds)
    for _ in range(3 * BURST):
        inbox.wake()
        seconds[0] += WITHIN / 2
        assert not inbox.in_burst
