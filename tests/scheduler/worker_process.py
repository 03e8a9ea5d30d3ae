"""A worker that delivers until it is killed: `python -m tests.scheduler.worker_process URL FOLDER LOG SECONDS AHEAD`.

Each message that arrives is logged before it is acknowledged, SECONDS later; the machine's clock is AHEAD seconds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import sleep
from typing import Any

from bot.ports import Receipt
from clock.time_source import SystemClock
from scheduler.database_clock import DatabaseClock
from tests.scheduler.fake_platform import FakePlatform
from tests.scheduler.rig import Rig
from tests.scheduler.row_workers import senders_of


class SlowPlatform(FakePlatform):
    """A fake platform that takes its time to answer."""

    log: int
    seconds: float

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        os.write(self.log, f"{key} {user} {os.getpid()}\n".encode())
        sleep(self.seconds)
        return super().send(user, message, key=key)


class WrongClock(SystemClock):
    """A machine's clock that is ahead."""

    def __init__(self, ahead: float) -> None:
        self._ahead = timedelta(seconds=ahead)

    def now(self) -> Any:
        return super().now() + self._ahead


def run(url: str, folder: str, log: str, seconds: str, ahead: str) -> None:
    rig = Rig(url, Path(folder), founded=False)
    clock = DatabaseClock(rig.store, WrongClock(float(ahead)))
    phones = SlowPlatform(clock.now)
    phones.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    phones.seconds = float(seconds)
    rig.platform = phones
    deps = rig.machine(rig.store)
    object.__setattr__(deps, "clock", clock)
    workers = senders_of(deps)
    object.__setattr__(workers, "_machine", WrongClock(float(ahead)))
    workers.start()
    print("ready", flush=True)
    while True:
        sleep(1)


if __name__ == "__main__":
    run(*sys.argv[1:6])
