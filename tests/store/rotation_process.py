"""A key rotation that prints `now` after so many values: `python -m tests.store.rotation_process URL COUNT`."""

from __future__ import annotations

import sys
import time

from store.engine.session import Store
from store.protection import key_rotation
from tests.store.district_fixture import make_vault


def run(url: str, after: int) -> None:
    done = 0

    def told(_name: str, count: int) -> None:
        nonlocal done
        done += count
        if done >= after:
            print("now", flush=True)
            time.sleep(60)

    key_rotation._ROWS = 3
    key_rotation.rotate(Store(url, make_vault("k2", "k1")), told)
    print("now", flush=True)


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]))
