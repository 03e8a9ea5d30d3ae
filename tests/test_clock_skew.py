"""Clock skew is reported with both times; old timestamps (retries, replays) don't count as skew."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from clock.skew import ClockSkew

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)


@dataclass
class Ticks:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_skew_reports_both_times_and_the_difference() -> None:
    skew = ClockSkew("平台时间")
    skew.observe(NOW, NOW + timedelta(seconds=361), prompt=True)
    assert [*skew.health_problems()] == [
        "本机时钟 2026-09-18T10:06:01+08:00，平台时间 2026-09-18T10:00:00+08:00，相差 361 秒，请校时（NTP）"
    ]
    assert skew.seconds == 361


@pytest.mark.parametrize("seconds", [0, 60, -60])
def test_one_minute_of_skew_is_tolerated(seconds: int) -> None:
    skew = ClockSkew("平台时间")
    skew.observe(NOW, NOW + timedelta(seconds=seconds), prompt=True)
    assert [*skew.health_problems()] == []
    assert skew.seconds == seconds


def test_one_late_timestamp_is_no_skew_but_two_are() -> None:
    skew = ClockSkew("平台时间")
    for again in range(3):
        skew.observe(NOW, NOW + timedelta(seconds=400 + again))  # the same old callback, replayed
    assert [*skew.health_problems()] == []
    skew.observe(NOW + timedelta(seconds=5), NOW + timedelta(seconds=405))
    assert "相差 400 秒" in "".join(skew.health_problems())


def test_a_future_timestamp_is_skew() -> None:
    skew = ClockSkew("平台时间")
    skew.observe(NOW + timedelta(seconds=200), NOW)
    assert "相差 200 秒" in "".join(skew.health_problems())


def test_the_smallest_recent_difference_counts() -> None:
    ticks = Ticks()
    skew = ClockSkew("平台时间", ticks)
    skew.observe(NOW, NOW + timedelta(seconds=2))
    for late in (100, 200, 299):
        ticks.seconds = late
        skew.observe(NOW - timedelta(seconds=late), NOW + timedelta(seconds=late))
    assert [*skew.health_problems()] == []
    ticks.seconds = 301
    skew.observe(NOW - timedelta(hours=2), NOW + timedelta(seconds=301))
    assert skew.seconds == 200, "the punctual one is out of the window"


@pytest.mark.parametrize("seconds", [361, -361])
@pytest.mark.parametrize("prompt", [True, False])
def test_skew_follows_a_clock_change_at_the_next_timestamp(seconds: int, prompt: bool) -> None:
    """Timestamps from before a clock change do not outweigh those after it."""
    ticks = Ticks()
    skew = ClockSkew("平台时间", ticks)

    def observe(second: int, moved: int = 0) -> None:
        ticks.seconds = second
        theirs = NOW + timedelta(seconds=second)
        skew.observe(theirs, theirs + timedelta(seconds=moved), prompt=prompt)

    for second in range(0, 40, 10):
        observe(second)
    observe(41, seconds)
    (line,) = skew.health_problems()
    assert f"相差 {abs(seconds)} 秒" in line
    observe(42)
    assert [*skew.health_problems()] == []
    assert skew.seconds == 0


def test_skew_is_logged_once_when_it_begins_and_once_when_it_ends(caplog: pytest.LogCaptureFixture) -> None:
    skew = ClockSkew("平台时间")
    with caplog.at_level(logging.WARNING):
        for second in range(5):
            skew.observe(NOW + timedelta(seconds=second), NOW + timedelta(seconds=second - 600), prompt=True)
    (line,) = caplog.messages
    assert "2026-09-18T09:50:00+08:00" in line
    assert "2026-09-18T10:00:00+08:00" in line
    assert "600" in line
    caplog.clear()
    skew.observe(NOW, NOW, prompt=True)
    skew.observe(NOW, NOW, prompt=True)
    assert len(caplog.messages) == 1
    assert [*skew.health_problems()] == []
