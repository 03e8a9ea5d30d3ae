"""Every benchmark after the other, each in a process of its own; one that lacks its peer says what to install.

Run: `make bench`, or `make bench ARGS="codec workdays"` for some.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

ALL = ("workdays", "codec", "tickets", "sweep", "callbacks")


def main() -> int:
    """Run the benchmarks that were named, or all; the exit code is 1 where one of them failed."""
    failed = []
    for name in sys.argv[1:] or ALL:
        if find_spec(f"benchmarks.{name}") is None:
            sys.exit(f"no benchmark {name}: there are {' '.join(ALL)}")
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
    if failed:
        print(f"\nfailed: {' '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
