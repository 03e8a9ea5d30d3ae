"""p99 of callbacks during a sweep, a delivery and a report, against p99 of an idle installation.

    python -m benchmarks.mixed [--rounds 5] [--seconds 6]

Idle and busy runs are the same installation with 2 000 open limits and the same stream of callbacks. In busy runs all
limits fall due at once, 2 000 messages wait for a platform with a latency of 20 ms, and reports are requested without
a pause. Each server is warmed up. Needs wrk. A ratio is the median of the ratios of the shuffled rounds.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import sleep

from sqlalchemy import func, insert, select, update

from benchmarks.goals import Goals
from benchmarks.sweep import NOW, clock, ticket
from benchmarks.wire import (
    MESSAGES,
    Figures,
    free_port,
    load,
    objection,
    prepared,
    require_wrk,
    running,
    serving,
    write_messages,
)
from bot.message_json import StoredMessage, pack
from bot.ports import Button, Card, CardKind
from objection.config.load import load as read
from store.engine.session import Store, open_store
from store.messages import outbox
from store.people import persons
from store.tables import OutboxRow, Ticket, TicketClock
from store.vault import read_keys
from tests.staff import upsert_person

DUE, DEPARTMENTS = 2000, 20
WARM = 1.0  # seconds of callbacks before, and of sending answers after them
CARD = Card(CardKind.TASK, title="公共数据异议", body="请签收办理。" * 10, buttons=(Button("签收", "签收", "primary"),))


@dataclass(frozen=True)
class Run:
    """Latencies of the callbacks, and the work done in the same time."""

    callbacks: Figures
    looked: int = 0
    sent: int = 0
    reports: int = 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=6)
    chosen = options.parse_args()
    require_wrk()
    port = free_port()
    platform = [sys.executable, "-m", "uvicorn", "benchmarks.peers.platform:app", "--port", str(port)]
    runs: dict[str, list[Run]] = {"idle": [], "busy": []}
    with tempfile.TemporaryDirectory() as name, running(platform, port):
        for turn in range(chosen.rounds):
            write_messages(Path(name) / f"messages{turn}.txt")
            for kind in random.sample(sorted(runs), len(runs)):
                runs[kind].append(run(Path(name), turn, port, chosen.seconds, busy=kind == "busy"))
    report(runs)


def run(folder: Path, turn: int, api_port: int, seconds: float, *, busy: bool) -> Run:
    home, port = folder / f"{'busy' if busy else 'idle'}{turn}", free_port()
    hands = folder / "clock"
    hands.write_text(f"{NOW.isoformat()} frozen")
    config = prepared(home, port, api_port, clock=f"file:{hands}")
    settings = read(config, os.environ)
    with closing(open_store(settings.database.url.get_secret_value(), read_keys(settings.security.key_lines))) as store:
        insert_open_limits(store)
        with serving(config, port):
            load(folder / f"messages{turn}.txt", port, WARM)
            sleep(WARM)
            if not busy:
                return Run(load(folder / f"messages{turn}.txt", port, seconds, start=MESSAGES // 2))
            make_due(store)
            with reporting(config) as reports:
                seen = load(folder / f"messages{turn}.txt", port, seconds, start=MESSAGES // 2)
                looked, sent = done(store)  # before the last report ends: what counts is beside the callbacks
            return Run(seen, looked, sent, len(reports))


def insert_open_limits(store: Store) -> None:
    """Twenty departments with an officer each, and their open limits, none due for the sweep yet."""
    with store.write() as session:
        owners = []
        for number in range(DEPARTMENTS):
            owner = persons.upsert_department(session, code=f"D{number}", name=f"部门{number}", kind="responsible")
            owners.append(owner.id)
            upsert_person(
                session, store.vault, name=f"联络员{number}", department_id=owner.id, roles="officer-a",
                accounts={"wecom": f"officer{number}"}, now=NOW,
            )  # fmt: skip
        numbers = range(1, DUE + 1)
        session.execute(insert(Ticket), [ticket(each, owners[each % DEPARTMENTS]) for each in numbers])
        session.execute(insert(TicketClock), [clock(each, owners[each % DEPARTMENTS]) for each in numbers])


def make_due(store: Store) -> None:
    with store.write() as session:
        session.execute(update(TicketClock).values(remind_at=NOW))
        for number in range(DUE):
            outbox.enqueue(
                session, store.vault, dedupe=f"bench:{number}", platform="wecom", user=f"holder{number}",
                payload=pack(StoredMessage(CARD, f"bench{number}")), lane=outbox.TASK, now=NOW,
            )  # fmt: skip


def done(store: Store) -> tuple[int, int]:
    """How many limits were looked at and messages sent; answers to the callbacks go first, by their lane."""
    with store.read() as session:
        left = session.scalar(select(func.count()).select_from(TicketClock).where(TicketClock.remind_at <= NOW))
        sent = session.scalar(select(func.count()).select_from(OutboxRow).where(OutboxRow.state == "sent"))
    return DUE - (left or 0), sent or 0


@contextmanager
def reporting(config: Path) -> Iterator[list[int]]:
    """One report after the other, as an officer asks for them on the command line."""
    codes: list[int] = []
    ended = threading.Event()

    def ask() -> None:
        while not ended.is_set():
            codes.append(subprocess.run(objection(config, "report"), capture_output=True, check=False).returncode)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield codes
    finally:
        ended.set()
        thread.join()
        if any(codes):
            raise SystemExit("a report failed")


def report(runs: dict[str, list[Run]]) -> None:
    for kind, own in runs.items():
        rate, p99 = (statistics.median(getattr(each.callbacks, name) for each in own) for name in ("rate", "p99"))
        print(f"{kind:6} {rate:8.0f} answers/s   p99 {p99:6.1f} ms")
    looked, sent, asked = (
        statistics.median(getattr(each, name) for each in runs["busy"]) for name in ("looked", "sent", "reports")
    )
    print(f"meanwhile: {looked:.0f} of {DUE} limits looked at, {sent:.0f} messages sent, {asked:.0f} reports")
    pairs = zip(runs["busy"], runs["idle"], strict=True)
    goals = Goals()
    ratio = statistics.median(busy.callbacks.p99 / quiet.callbacks.p99 for busy, quiet in pairs)
    goals.at_most("callback p99 during sweep, delivery and report, against quiet", ratio, 3)
    goals.at_most("the same", statistics.median(each.callbacks.p99 for each in runs["busy"]), 250, "ms")
    goals.at_most("refused", sum(each.callbacks.refused for own in runs.values() for each in own), 0, "answers")
    goals.end()


if __name__ == "__main__":
    main()
