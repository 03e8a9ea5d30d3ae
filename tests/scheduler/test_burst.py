"""Backpressure: a burst of callbacks is acknowledged first and handled at a slower pace."""

from __future__ import annotations

from scheduler.work.burst import BURST, WITHIN, Burst


def test_a_burst_of_commits_slows_the_handling() -> None:
    burst = Burst(lambda: 5.0)
    for _ in range(BURST - 1):
        burst.stored()
    assert not burst.pause()
    burst.stored()
    assert burst.pause()


def test_the_handling_is_at_full_pace_again_after_the_burst() -> None:
    seconds = [5.0]
    burst = Burst(lambda: seconds[0])
    for _ in range(3 * BURST):
        burst.stored()
    seconds[0] += 2 * WITHIN
    assert not burst.goes_on


def test_single_messages_are_no_burst() -> None:
    """A district writes some messages a minute."""
    seconds = [0.0]
    burst = Burst(lambda: seconds[0])
    for _ in range(3 * BURST):
        burst.stored()
        seconds[0] += WITHIN / 2
        assert not burst.goes_on
