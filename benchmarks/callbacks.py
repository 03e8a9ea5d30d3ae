"""A durable acknowledgement over HTTP beside Flask + wechatpy echo under gunicorn gthread 1x8, which stores nothing.

    python -m benchmarks.callbacks [--rounds 5] [--seconds 6]

Ours is the whole server as `objection serve` runs it: what is acknowledged is handled and answered behind it meanwhile.
Needs wrk, and gunicorn in this environment. A ratio is the median of the ratios of the shuffled rounds.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path

from benchmarks.goals import Goals
from benchmarks.wire import (
    CORP,
    KEY,
    TOKEN,
    Figures,
    free_port,
    load,
    prepared,
    require_wrk,
    running,
    serving,
    write_messages,
)

Server = Callable[[Path], AbstractContextManager[int]]  # in a new folder; gives the port


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=6)
    chosen = options.parse_args()
    require_wrk()
    if find_spec("gunicorn") is None:
        raise SystemExit("gunicorn is missing: pip install gunicorn")
    with tempfile.TemporaryDirectory() as name:
        report(race(Path(name), chosen.rounds, chosen.seconds))


def race(folder: Path, rounds: int, seconds: float) -> dict[str, list[Figures]]:
    servers: dict[str, Server] = {"echo": echo, "ours": ours}
    results: dict[str, list[Figures]] = {name: [] for name in servers}
    for turn in range(rounds):
        write_messages(folder / f"messages{turn}.txt")
        for who in random.sample(sorted(servers), len(servers)):
            with servers[who](folder / f"{who}{turn}") as port:
                results[who].append(load(folder / f"messages{turn}.txt", port, seconds))
    return results


@contextmanager
def echo(folder: Path) -> Iterator[int]:
    port = free_port()
    options = ["-k", "gthread", "-w", "1", "--threads", "8", "-b", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "--control-socket", f"{folder}.ctl"]
    environ = os.environ | {"BENCH_TOKEN": TOKEN, "BENCH_KEY": KEY, "BENCH_CORP": CORP}
    with running([*command, "benchmarks.peers.echo:app"], port, environ):
        yield port


@contextmanager
def ours(folder: Path) -> Iterator[int]:
    port = free_port()
    with serving(prepared(folder, port), port):
        yield port


def report(results: dict[str, list[Figures]]) -> None:
    for who, figures in results.items():
        rate, p99 = (statistics.median(getattr(f, name) for f in figures) for name in ("rate", "p99"))
        print(f"{who:5} {rate:8.0f} answers/s   p99 {p99:6.1f} ms   refused {sum(f.refused for f in figures)}")
    ratios = [ours.rate / echo.rate for ours, echo in zip(results["ours"], results["echo"], strict=True)]
    goals = Goals()
    goals.at_least("durable acknowledgement, rate against the echo", statistics.median(ratios), 2.0)
    goals.at_most("p99 at 8 connections", statistics.median(f.p99 for f in results["ours"]), 25, "ms")
    goals.at_most("refused", sum(f.refused for f in results["ours"]), 0, "answers")
    goals.end()


if __name__ == "__main__":
    main()
