"""Sweeps and delivers until it is killed: `python -m tests.scheduler.killed_process URL FOLDER LOG INSTANT`."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Any

from bot.ports import Receipt
from scheduler.deps import Deps, Pace
from scheduler.limits import deadlines
from tests.scheduler.fake_platform import FakePlatform
from tests.scheduler.rig import Rig
from tests.scheduler.row_workers import senders_of


class LoggingPlatform(FakePlatform):
    """A fake platform that logs each message to a file before it acknowledges it."""

    log: int

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        body = hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()
        os.write(self.log, f"{key} {user} {body}\n".encode())
        sleep(0.002)
        return super().send(user, message, key=key)


def run(url: str, folder: str, log: str, instant: str) -> None:
    rig = Rig(url, Path(folder), founded=False)
    rig.clock.instant = datetime.fromisoformat(instant)
    phones = LoggingPlatform(rig.clock.now)
    phones.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    rig.platform = phones
    deps: Deps = rig.machine(rig.store)
    object.__setattr__(deps, "pace", Pace(batch=7, poll_seconds=0.02))
    senders = senders_of(deps)
    print("ready", flush=True)  # before a sender's thread can log a line
    senders.start()
    while True:
        deadlines.sweep(deps, rig.now)
        sleep(0.01)


if __name__ == "__main__":
    run(*sys.argv[1:5])
