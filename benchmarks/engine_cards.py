"""Cards a second of two `serve --role worker` on PostgreSQL, against a stand-in platform, beside a plain job engine.

    python -m benchmarks.engine_cards [--cards 1200] [--workers 2]

Two bursts: a card to each of many readers, and many cards to each of few. The peer is Procrastinate alone with as many
processes, a job a card and no record. Processor time a card holds on a machine that does other things meanwhile, too.
Then one card at a time, from its commit to sent and marked, and ten at once to one person. PostgreSQL runs with fsync.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from benchmarks.goals import Goals
from benchmarks.peers.plain_jobs import NAME, app_of
from bot.outbound import Lane, Post
from bot.ports import Card, CardKind
from store.engine.session import Store, open_store
from store.people import persons
from store.vault import read_keys
from tests import postgresql
from tests.blackbox.conftest import KEYS, Installation, members
from tests.blackbox.load import UNPACED
from tests.blackbox.machine import INDEX, ROOT, SEAL, create_district, write_config
from tests.blackbox.server import serving
from tests.blackbox.standin_platform import StandInPlatform
from tests.staff import upsert_person

DURABLE = "-c max_connections=200 -c shared_buffers=64MB"
FEW, READERS, PROBES = 50, 600, 40
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 120.0
LEFT = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending')"
JOBS_LEFT = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'send' AND status IN ('todo', 'doing')"
SIGNS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '3 s'"
SERVERS = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"


@dataclass(frozen=True)
class Burst:
    """The middle of a burst: cards a second, and milliseconds of processor time a card."""

    rate: float
    workers: float
    server: float
    platform: float  # the stand-in, and this program's watching

    @property
    def whole(self) -> float:
        return self.workers + self.server + self.platform


class Bench:
    """One installation with its database, its workers and its readers."""

    def __init__(self, database: str, installation: Installation, readers: Sequence[int]) -> None:
        self.database, self.installation, self.readers = database, installation, readers
        self.store: Store = open_store(database, read_keys(SEAL + INDEX))
        self._watching = psycopg.connect(database, autocommit=True)
        self._turn = 0

    def count(self, query: str) -> int:
        row = self._watching.execute(query).fetchone()
        return int(row[0]) if row else 0

    def until(self, true: Callable[[], bool], pause: float = 0.005) -> None:
        ends = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > ends:
                raise SystemExit("the workers never get there")
            time.sleep(pause)

    def queue(self, readers: Sequence[int], count: int) -> None:
        """So many cards in one transaction, to these readers in turn."""
        self._turn += 1
        with self.store.write() as session:
            post = Post(session, self.store.vault, datetime.now(UTC), {"wecom": "saas"})
            for number in range(count):
                reader = persons.person(session, readers[number % len(readers)])
                assert reader is not None
                words = f"{self._turn}-{number}"
                post.notify(reader, Card(CardKind.TEXT, body=words), event=words, lane=Lane.TASK)

    def middle(self, processes: Sequence[int], left: str, cards: int) -> Burst:
        """Measured between a tenth and nine tenths of a burst of so many."""
        self.until(lambda: self.count(left) <= cards * 0.9)
        servers = [row[0] for row in self._watching.execute(SERVERS).fetchall()]
        first, began = self.count(left), time.monotonic()
        before = spent(processes), spent(servers), time.process_time()
        self.until(lambda: self.count(left) <= cards * 0.1, 0.02)
        after = spent(processes), spent(servers), time.process_time()
        done, seconds = first - self.count(left), time.monotonic() - began
        return Burst(done / seconds, *(1000 * (late - early) / done for early, late in zip(before, after, strict=True)))


def spent(processes: Sequence[int]) -> float:
    """Seconds of processor time of these processes."""
    return sum(_spent(process) for process in processes)


def _spent(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICK


@contextmanager
def bench() -> Iterator[Bench]:
    names = [f"reader{number}" for number in range(READERS)]
    platform = StandInPlatform(KEYS.corp, KEYS.secret, KEYS.agent, members() | set(names), paced=False)
    with postgresql.running(DURABLE) as server, serving(platform) as api, tempfile.TemporaryDirectory() as name:
        database = server.url_of(server.create())
        create_district(write_config(Path(name), database=database, keys=KEYS, api=api, port=1))
        store = open_store(database, read_keys(SEAL + INDEX))
        readers = [add_reader(store, user) for user in names]
        store.close()
        found = Bench(database, Installation(Path(name), database, api, platform), readers)
        yield found
        for machine in found.installation.machines:
            machine.stop()
        found.store.close()


def add_reader(store: Store, user: str) -> int:
    with store.write() as session:
        ours = persons.upsert_department(session, code="BENCH", name="测速部门", kind="responsible")
        row = upsert_person(
            session, store.vault, name=user, department_id=ours.id, now=datetime.now(UTC), accounts={"wecom": user}
        )
        return row.id


def burst(ours: Bench, readers: Sequence[int], cards: int) -> Burst:
    """Queued while the workers are stopped, so that all of it waits when they start."""
    for machine in ours.installation.machines:
        machine.stop()
    ours.queue(readers, cards)
    for machine in ours.installation.machines:
        machine.start()
    return ours.middle([machine.pid for machine in ours.installation.machines], LEFT, cards)


def plain(ours: Bench, cards: int, workers: int, threads: int) -> Burst:
    """Procrastinate alone: a job with a card's body for each card."""
    token = ours.installation.platform.answer("gettoken", {"corpid": KEYS.corp, "corpsecret": KEYS.secret}, b"")
    app = app_of(ours.database)
    with app.open():
        app.configure_task(NAME, queue=NAME).batch_defer(
            *({"body": body(number), "token": token["access_token"]} for number in range(cards))
        )
    command = [sys.executable, "-m", "benchmarks.peers.plain_jobs"]
    words = [ours.database, ours.installation.api, str(threads)]
    processes = [subprocess.Popen([*command, *words], cwd=ROOT, stderr=subprocess.DEVNULL) for _ in range(workers)]
    try:
        return ours.middle([process.pid for process in processes], JOBS_LEFT, cards)
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def body(number: int) -> dict[str, object]:
    text = {"msgtype": "text", "text": {"content": f"plain {number}"}, "agentid": KEYS.agent}
    return text | {"touser": f"reader{number % READERS}", "enable_duplicate_check": 1, "duplicate_check_interval": 1800}


def seconds_for(ours: Bench, count: int) -> float:
    """From the commit of so many cards to one person until all are sent and marked."""
    ours.queue(ours.readers[:1], count)
    began = time.monotonic()
    ours.until(lambda: ours.count(LEFT) == 0, 0.001)
    return time.monotonic() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cards", type=int, default=1200)
    options.add_argument("--workers", type=int, default=2)
    chosen = options.parse_args()
    with bench() as ours:
        for _ in range(chosen.workers):
            ours.installation.machine(role="worker", **UNPACED)
        ours.until(lambda: ours.count(SIGNS) >= 3 * chosen.workers)
        seconds_for(ours, 5)  # warm
        singles = sorted(1000 * seconds_for(ours, 1) for _ in range(PROBES))
        tens = [100 * seconds_for(ours, 10) for _ in range(5)]
        many = burst(ours, ours.readers, chosen.cards)
        few = burst(ours, ours.readers[:FEW], chosen.cards)
        for machine in ours.installation.machines:
            machine.stop()
        peer = plain(ours, chosen.cards, chosen.workers, 4)
    report(singles, tens, {"to many": many, "to few": few, "plain jobs": peer})


def report(singles: Sequence[float], tens: Sequence[float], bursts: dict[str, Burst]) -> None:
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    for name, each in bursts.items():
        parts = f"workers {each.workers:.1f}, server {each.server:.1f}, stand-in {each.platform:.1f}"
        print(f"{name:11} {each.rate:4.0f} cards/s, {each.whole:4.1f} ms of processor time a card ({parts})")
    goals, peer = Goals(), bursts["plain jobs"]
    goals.at_most("one card, commit to sent and marked, median", statistics.median(singles), 50, "ms")
    goals.at_most("ten cards to one person, each, median", statistics.median(tens), 50, "ms")
    for name in ("to many", "to few"):
        goals.at_least(f"{name}: cards a second", bursts[name].rate, 200, "/s")
        goals.at_most(f"{name}: processor time against plain jobs", bursts[name].whole / peer.whole, 2)
    goals.end()


if __name__ == "__main__":
    main()
