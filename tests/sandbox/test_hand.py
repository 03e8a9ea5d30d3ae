"""The rehearsal's clock goes forward only, and both sides read the same file."""

from __future__ import annotations

from pathlib import Path

import pytest

from clock.time_source import SHANGHAI, FileClock
from sandbox.clock_control import ClockBack, Hand, parse_local


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    file = tmp_path / "clock"
    file.write_text("2026-09-18T16:30:00+08:00 frozen")  # 周五
    return Hand(FileClock(file))


def reads(hand: Hand) -> str:
    """To the minute: after a move the clock runs on."""
    return f"{FileClock(hand.clock.path).now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def test_steps(hand: Hand) -> None:
    hand.next_hour()
    assert reads(hand) == "2026-09-18 17:30"
    hand.next_weekday()
    assert reads(hand) == "2026-09-21 09:00"  # 周一
    hand.next_day()
    assert reads(hand) == "2026-09-22 09:00"
    hand.to(parse_local("2026-09-30T17:00"))
    assert reads(hand) == "2026-09-30 17:00"


def test_never_back(hand: Hand) -> None:
    with pytest.raises(ClockBack, match="只向前"):
        hand.to(parse_local("2026-09-18T16:29"))
    assert reads(hand) == "2026-09-18 16:30"


def test_no_draft_is_left_behind(hand: Hand) -> None:
    hand.next_hour()
    assert [path.name for path in hand.clock.path.parent.iterdir()] == ["clock"]
