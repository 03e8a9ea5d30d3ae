"""The rehearsal's clock can only be moved forward, and is one file for bot and stand-in."""

from __future__ import annotations

from pathlib import Path

import pytest

from clock.time_source import SHANGHAI, FileClock
from sandbox.clock_control import ClockBack, ClockControl, parse_local


@pytest.fixture
def clock_control(tmp_path: Path) -> ClockControl:
    file = tmp_path / "clock"
    file.write_text("2026-09-18T16:30:00+08:00 frozen")  # 周五
    return ClockControl(FileClock(file))


def reads(clock_control: ClockControl) -> str:
    """To the minute: after a move the clock runs on."""
    return f"{FileClock(clock_control.clock.path).now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def test_steps(clock_control: ClockControl) -> None:
    clock_control.next_hour()
    assert reads(clock_control) == "2026-09-18 17:30"
    clock_control.next_weekday()
    assert reads(clock_control) == "2026-09-21 09:00"  # 周一
    clock_control.next_day()
    assert reads(clock_control) == "2026-09-22 09:00"
    clock_control.to(parse_local("2026-09-30T17:00"))
    assert reads(clock_control) == "2026-09-30 17:00"


def test_the_clock_never_moves_back(clock_control: ClockControl) -> None:
    with pytest.raises(ClockBack, match="只向前"):
        clock_control.to(parse_local("2026-09-18T16:29"))
    assert reads(clock_control) == "2026-09-18 16:30"


def test_no_temporary_file_is_left_behind(clock_control: ClockControl) -> None:
    clock_control.next_hour()
    assert [path.name for path in clock_control.clock.path.parent.iterdir()] == ["clock"]
