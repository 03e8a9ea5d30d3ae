"""A whole press in the chat is at least 2.5 times as fast as django-helpdesk's ticket on the same disk.

Run: `.venv/bin/python -m benchmarks.tickets [--helpdesk PYTHON] [--folder DIR]`, where PYTHON is the interpreter of an
environment with django-helpdesk in it, and DIR lies on the disk that matters. Every contender commits with
synchronous=FULL. All are timed in one run, in shuffled rounds; a ratio is the median of the ratios of the rounds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.chat import Chat
from benchmarks.district import District
from benchmarks.goals import Goals
from benchmarks.rawtickets import RawTickets

Work = Callable[[str, int], float]  # "create" or "change", how often → seconds per ticket
PEER = Path(__file__).parent / "peers" / "helpdesk.py"
GOALS = {"django-helpdesk": "≥ 2.5 × chat"}

BESIDE = ("raw sqlite3", "store", "chat")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--tickets", type=int, default=40, help="per contender and round")
    options.add_argument("--helpdesk", default="", help="Python of an environment with django-helpdesk")
    options.add_argument("--postgresql", default="", help="URL of an empty database to measure as well")
    options.add_argument("--folder", default=None, help="where the databases are made")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, ExitStack() as stack:
        contenders = entrants(Path(folder), chosen.helpdesk, chosen.postgresql, stack)
        report(race(contenders, chosen.rounds, chosen.tickets))


def entrants(folder: Path, helpdesk: str, postgresql: str, stack: ExitStack) -> dict[str, Work]:
    found: dict[str, Work] = {
        "raw sqlite3": RawTickets(folder / "raw.db").work,
        "store": stack.enter_context(District(f"sqlite:///{folder / 'store.db'}")).work,
        "chat": stack.enter_context(Chat(f"sqlite:///{folder / 'chat.db'}")).work,
    }
    if postgresql:
        found["store on PostgreSQL"] = stack.enter_context(District(postgresql)).work
    if helpdesk:
        found["django-helpdesk"] = stack.enter_context(peer(helpdesk, folder))
    else:
        print("django-helpdesk is left out: name its environment with --helpdesk PYTHON", file=sys.stderr)
    return found


@contextmanager
def peer(python: str, folder: Path) -> Iterator[Work]:
    command = [python, "-I", str(PEER), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked, answers = process.stdin, process.stdout
        assert asked is not None
        assert answers is not None
        if answers.readline().strip() != "ready":
            raise SystemExit("the peer did not start: see above")

        def work(kind: str, count: int) -> float:
            print(kind, count, file=asked, flush=True)
            return float(answers.readline())

        yield work
        asked.close()


def race(contenders: Mapping[str, Work], rounds: int, count: int) -> dict[tuple[str, str], list[float]]:
    """Seconds per ticket by (contender, work), round by round; the first round only warms up."""
    seconds: dict[tuple[str, str], list[float]] = {}
    draw = random.Random(2022)
    for turn in range(rounds + 1):
        for name in draw.sample(sorted(contenders), len(contenders)):
            for kind in ("create", "change"):
                took = contenders[name](kind, count)
                if turn:
                    seconds.setdefault((name, kind), []).append(took)
    return seconds


def report(seconds: Mapping[tuple[str, str], list[float]]) -> None:
    print(f"{'':22} {'work':8} {'ms':>8} {'x raw':>8} {'x store':>8} {'x chat':>8}   goal")
    for (name, kind), own in seconds.items():
        figures = statistics.median(own) * 1e3, *(ratio(own, seconds[to, kind]) for to in BESIDE)
        print(f"{name:22} {kind:8} " + " ".join(f"{figure:8.2f}" for figure in figures) + f"   {GOALS.get(name, '')}")
    goals = Goals()
    for kind in ("create", "change"):
        if ("django-helpdesk", kind) in seconds:
            lead = ratio(seconds["django-helpdesk", kind], seconds["chat", kind])
            goals.at_least(f"{kind}, django-helpdesk's time against chat", lead, 2.5)
    goals.end()


def ratio(own: list[float], other: list[float]) -> float:
    return statistics.median(mine / theirs for mine, theirs in zip(own, other, strict=True))


if __name__ == "__main__":
    main()
