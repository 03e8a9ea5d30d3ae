"""Runs every benchmark that can run here, one after the other, and lists what was skipped and why.

    make bench ARGS="--helpdesk PYTHON"        all
    make bench ARGS="workdays codec"           some

PYTHON is the interpreter of an environment of its own with the peer in it: `python3 -m venv DIR && DIR/bin/pip install
django-helpdesk uvicorn uvloop httptools a2wsgi`. Ends with code 1 where a goal was missed. Figures hold for a machine
that does nothing else meanwhile; quote ratios.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec


@dataclass(frozen=True)
class Bench:
    """One module of this folder, and what it requires; `helpdesk` where the peer is django-helpdesk."""

    name: str
    programs: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()
    helpdesk: bool = False

    def lacks(self) -> Iterator[str]:
        yield from (f"{each} (apt-get install {each})" for each in self.programs if shutil.which(each) is None)
        yield from (f"{each} (pip install {each})" for each in self.modules if find_spec(each) is None)


BENCHES = (
    Bench("codec", modules=("wechatpy",)),
    Bench("callbacks", programs=("wrk",), modules=("gunicorn", "wechatpy")),
    Bench("mixed", programs=("wrk",)),
    Bench("search"),
    Bench("flood"),
    Bench("tickets", helpdesk=True),
    Bench("workdays", modules=("chinese_calendar", "holidays")),
    Bench("sweep"),
    Bench("engine_cards"),
    Bench("footprint", helpdesk=True),
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--helpdesk", default="", metavar="PYTHON", help="of an environment with django-helpdesk")
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(each.name for each in BENCHES))
    chosen = options.parse_args()
    unknown = set(chosen.names) - {each.name for each in BENCHES}
    if unknown:
        options.error(f"no benchmark {' '.join(sorted(unknown))}: there are {' '.join(each.name for each in BENCHES)}")
    ends = [run(each, chosen.helpdesk) for each in BENCHES if not chosen.names or each.name in chosen.names]
    print("\n" + "\n".join(said for said, _ in ends))
    sys.exit(1 if any(code for _, code in ends) else 0)


def run(bench: Bench, helpdesk: str) -> tuple[str, int]:
    """Its last output line and its exit code; a benchmark that can't run here is no failure."""
    lacks = ", ".join(bench.lacks())
    if lacks:
        return f"left out  {bench.name}: needs {lacks}", 0
    print(f"\n== {bench.name}", flush=True)
    more = ["--helpdesk", helpdesk] if bench.helpdesk and helpdesk else []
    code = subprocess.run([sys.executable, "-m", f"benchmarks.{bench.name}", *more], check=False).returncode
    said = f"{'FAIL     ' if code else 'done     '} {bench.name}"
    return said + (" without django-helpdesk (--helpdesk PYTHON)" if bench.helpdesk and not helpdesk else ""), code


if __name__ == "__main__":
    main()
