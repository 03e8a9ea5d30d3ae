"""The program on a machine whose clock is wrong: `python -m tests.blackbox.wrong_clock SECONDS …`."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime

from clock.time_source import SystemClock

AHEAD, REAL = float(sys.argv.pop(1)), time.time


def wrong() -> float:
    return REAL() + AHEAD


def now(_clock: SystemClock) -> datetime:
    return datetime.fromtimestamp(wrong(), UTC)


if __name__ == "__main__":
    from objection.cli.main import main

    time.time = wrong
    SystemClock.now = now  # type: ignore[method-assign,assignment]
    main()
