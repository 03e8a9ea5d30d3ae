"""Denial of service: p99 of valid callbacks while four attackers send the largest bodies, against p99 without them.

    python -m benchmarks.flood [--rounds 3] [--seconds 4] [--at /callback/wecom] [KIND ...]

Each kind of body (`benchmarks.attackers`) is sent twice, shuffled with a run without attackers: to us, and to a server
beside us that reads and discards it, which shows the machine's own cost. Two people write at an even pace meanwhile,
and every one of their callbacks must be stored. A ratio is the median of the ratios of the rounds.
"""

from __future__ import annotations

import argparse
import http.client
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks.attackers import KINDS
from benchmarks.goals import Goals
from benchmarks.wire import CORP, KEY, TOKEN, XML, free_port, prepared, running, serving
from platforms.wecom.envelope import Envelope
from platforms.wecom.settings import decode_key

WRITERS, PAUSE = 2, 0.005  # people, and seconds between a person's answer and their next callback
RUNS = ("idle", "machine", "attack")


@dataclass
class Latencies:
    """Latencies of the valid callbacks, in milliseconds."""

    waits: list[float] = field(default_factory=list)
    refused: int = 0

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.waits, n=100)[98]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--at", default="/callback/wecom", help="the address that they send to")
    options.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(KINDS))
    chosen = options.parse_args()
    kinds = chosen.kinds or KINDS
    numbers, sink_port, port = count(time.time_ns()), free_port(), free_port()
    sink = [sys.executable, "-m", "uvicorn", "benchmarks.peers.sink:app", "--port", str(sink_port)]
    targets = {"machine": sink_port, "attack": port}
    seen: dict[str, list[dict[str, Latencies]]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as name, running(sink, sink_port):
        home = prepared(Path(name) / "home", port)
        with serving(home, port):
            measured(port, numbers, 1.0)  # warm
            for _ in range(chosen.rounds):
                for kind in random.sample(list(kinds), len(kinds)):
                    seen[kind].append({})
                    for run in random.sample(RUNS, len(RUNS)):
                        with attacked(kind, targets[run], chosen.at) if run in targets else nullcontext():
                            seen[kind][-1][run] = measured(port, numbers, chosen.seconds)
    report(seen)


@contextmanager
def attacked(kind: str, port: int, address: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.attackers", kind, str(port), address])
    try:
        time.sleep(0.5)  # until they have started
        yield
    finally:
        process.kill()
        process.wait()


def measured(port: int, numbers: Iterator[int], seconds: float) -> Latencies:
    latencies = Latencies()
    writers = [threading.Thread(target=write, args=(latencies, port, numbers, seconds)) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return latencies


def write(latencies: Latencies, port: int, numbers: Iterator[int], seconds: float) -> None:
    """One person's callbacks over one connection, as the platform keeps them open."""
    envelope = Envelope(TOKEN, decode_key(KEY), CORP)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        number, now = next(numbers), str(int(time.time()))
        sealed = envelope.encrypt(XML.format(corp=CORP, user=number % 50, now=now, id=number).encode())
        query = f"msg_signature={envelope.signature(now, '1', sealed)}&timestamp={now}&nonce=1"
        began = time.perf_counter()
        line.request("POST", f"/callback/wecom?{query}", b"<xml><Encrypt><![CDATA[%b]]></Encrypt></xml>" % sealed)
        answer = line.getresponse()
        answer.read()
        latencies.waits.append((time.perf_counter() - began) * 1000)
        latencies.refused += answer.status != http.client.OK
        time.sleep(PAUSE)
    line.close()


def report(seen: dict[str, list[dict[str, Latencies]]]) -> None:
    goals = Goals()
    for kind, rounds in seen.items():
        p50 = {run: statistics.median(statistics.median(each[run].waits) for each in rounds) for run in RUNS}
        p99 = {run: statistics.median(each[run].p99 for each in rounds) for run in RUNS}
        print(f"{kind:14}" + "".join(f"  {run} p50 {p50[run]:6.1f} p99 {p99[run]:6.1f} ms" for run in RUNS))
        machine, ours = (
            statistics.median(each[run].p99 / each["idle"].p99 for each in rounds) for run in ("machine", "attack")
        )
        goals.at_most(f"{kind}: p99 of good callbacks against idle (the machine's own: {machine:.2f} x)", ours, 3)
    goals.at_most(
        "refused", sum(latencies.refused for each in seen.values() for r in each for latencies in r.values()), 0, ""
    )
    goals.end()


if __name__ == "__main__":
    main()
