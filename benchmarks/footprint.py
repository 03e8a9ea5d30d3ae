"""Idle memory beside django-helpdesk on the same server, and seconds from the start to the first answer.

    python -m benchmarks.footprint --helpdesk PYTHON [--rounds 3]

PYTHON is the interpreter of an environment of its own: `python3 -m venv DIR && DIR/bin/pip install django-helpdesk
uvicorn uvloop httptools a2wsgi`. Memory is the proportional set size (PSS) of all processes of a server, ten seconds
after its first answer, and of it what the server shares with no other process: where others run the same libraries,
PSS flatters whoever has them in common. The peer is asked for its first page, ours for its health. Both use a database
that is there already; ours is also started on an empty one, which it sets up first.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.goals import Goals
from benchmarks.wire import free_port, objection, prepared, running

PEER = Path(__file__).parent / "peers" / "helpdesk_web.py"
IDLE = 10  # seconds


@dataclass(frozen=True)
class Print:
    """What one start cost."""

    seconds: float
    mebibytes: float
    alone: float  # MiB shared with nobody


FIELDS = fields(Print)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--helpdesk", default="", help="Python of an environment with django-helpdesk and uvicorn")
    chosen = options.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a server is installed with its bytecode, the peer's too
    subprocess.run([sys.executable, "-c", "import objection.app, objection.cli.main"], check=True)
    with tempfile.TemporaryDirectory() as name:
        report(race(Path(name), chosen.helpdesk, chosen.rounds))


def race(folder: Path, helpdesk: str, rounds: int) -> dict[str, list[Print]]:
    port = free_port()
    config = prepared(folder / "ours", port)
    servers: dict[str, Callable[[int], Print]] = {
        "objection": lambda _: measured(objection(config, "serve"), port, "/healthz"),
        "objection, new database": lambda turn: measured_new(folder / f"new{turn}"),
    }
    if helpdesk:
        other, home = free_port(), folder / "helpdesk"
        home.mkdir()
        command = [helpdesk, "-I", str(PEER), str(home)]
        subprocess.run([*command, "prepare"], check=True)
        servers["django-helpdesk"] = lambda _: measured([*command, str(other)], other, "/")
    else:
        print("django-helpdesk is left out: name its environment with --helpdesk PYTHON", file=sys.stderr)
    prints: dict[str, list[Print]] = {name: [] for name in servers}
    for turn in range(rounds):
        for name in random.sample(sorted(servers), len(servers)):
            prints[name].append(servers[name](turn))
    return prints


def measured_new(home: Path) -> Print:
    port = free_port()
    config = prepared(home, port)
    for file in home.glob("objection.db*"):
        file.unlink()
    return measured(objection(config, "serve"), port, "/healthz")


def measured(command: list[str], port: int, path: str) -> Print:
    began = time.perf_counter()
    with running(command, port, path=path) as process:
        seconds = time.perf_counter() - began
        time.sleep(IDLE)
        return Print(seconds, memory(process.pid, "Pss:"), memory(process.pid, "Private_Clean:", "Private_Dirty:"))


def memory(pid: int, *kinds: str) -> float:
    """MiB of a process and all it has started."""
    lines = [line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()]
    own = sum(int(line[1]) for line in lines if line[0] in kinds)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own / 1024 + sum(memory(int(child), *kinds) for child in children)


def report(prints: dict[str, list[Print]]) -> None:
    for name, own in prints.items():
        seconds, mebibytes, alone = (statistics.median(getattr(each, field.name) for each in own) for field in FIELDS)
        print(f"{name:24} {mebibytes:6.1f} MiB idle, {alone:5.1f} its own   {seconds:5.2f} s to the first answer")
    goals = Goals()
    ours = prints["objection"]
    goals.at_most("start to first answer", statistics.median(each.seconds for each in ours), 1, "s")
    goals.at_most("idle memory, all in one", statistics.median(each.mebibytes for each in ours), 90, "MiB")
    goals.end()


if __name__ == "__main__":
    main()
