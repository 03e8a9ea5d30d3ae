"""A working-day deadline costs at most four look-ups in a bare rank table, and is never wrong.

Run: `.venv/bin/python -m benchmarks.workdays [--rounds 15]`. All contenders are timed in the same run, in shuffled
rounds; a ratio is the median of the ratios of the rounds. The peers are development tools, not dependencies.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import chinese_calendar
import holidays

from benchmarks.goals import Goals
from regulation.workdays import WorkCalendar, shipped_notices
from tests.oracle.workdays import Workdays, votes

After = Callable[[date, int], date]
LIMITS = (1, 2, 3, 5, 7, 10, 15)  # those of the Measures
TIMED = 10


@dataclass(frozen=True, slots=True)
class Contender:
    """One way of adding working days; `calls` is how often it runs per round."""

    name: str
    after: After
    calls: int
    goal: str = ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--seed", type=int, default=2022)
    chosen = options.parse_args()
    draw = random.Random(chosen.seed)
    starts = [date(2024, 1, 1) + timedelta(days=draw.randrange(1060)) for _ in range(2000)]
    truth = Workdays().after
    contenders = entrants()
    seconds = race(contenders, starts, chosen.rounds, draw)
    report(contenders, seconds, {each.name: wrong(each.after, truth, starts) for each in contenders})


def entrants() -> list[Contender]:
    calendar = WorkCalendar(shipped_notices())
    china = holidays.country_holidays("CN", years=range(2018, 2028))
    found = [
        Contender("bare rank table", rank_table(oracle()), 2000),
        Contender("WorkCalendar.after", lambda day, n: calendar.after(day, n).day, 2000),
        Contender("chinesecalendar.find_workday", lambda day, n: chinese_calendar.find_workday(n, day), 100, "≥ 300"),
        Contender("holidays.get_nth_working_day", china.get_nth_working_day, 500),
    ]
    if find_spec("numpy"):
        found += numpy_entrants()
    return found


def oracle() -> dict[date, bool]:
    """Every day 2018–2026 with the verdict of fifteen public sources."""
    return {day: works for day, (works, _) in votes().items()}


def rank_table(days: dict[date, bool]) -> After:
    """Lower bound of any table: two list look-ups, nothing checked."""
    base, working, rank = min(days).toordinal(), [day for day, works in days.items() if works], []
    count = 0
    for works in days.values():
        count += works
        rank.append(count)
    return lambda day, n: working[rank[day.toordinal() - base] + n - 1]


def numpy_entrants() -> list[Contender]:
    numpy: Any = import_module("numpy")  # only where it happens to be installed
    days = oracle()
    off = numpy.array([day for day, works in days.items() if not works], dtype="datetime64[D]")
    weekdays_off = [day for day, works in days.items() if not works and day.weekday() < 5]
    every = numpy.busdaycalendar(weekmask="1111111", holidays=off)
    naive = numpy.busdaycalendar(holidays=numpy.array(weekdays_off, dtype="datetime64[D]"))

    def busday(calendar: Any) -> After:
        def after(day: date, n: int) -> date:
            found: date = numpy.busday_offset(day, n, roll="backward", busdaycal=calendar).astype(object)
            return found

        return after

    return [
        Contender("numpy, 7-day week and days off", busday(every), 500, "≥ 3"),
        Contender("numpy, weekdays minus holidays", busday(naive), 500),
    ]


def race(contenders: list[Contender], starts: list[date], rounds: int, draw: random.Random) -> dict[str, list[float]]:
    """Seconds per call of each contender, round by round."""
    seconds: dict[str, list[float]] = {each.name: [] for each in contenders}
    for _ in range(rounds):
        for each in draw.sample(contenders, len(contenders)):
            after, sample = each.after, draw.sample(starts, each.calls)
            began = time.perf_counter()
            for day in sample:
                after(day, TIMED)
            seconds[each.name].append((time.perf_counter() - began) / each.calls)
    return seconds


def wrong(after: After, truth: After, starts: list[date]) -> str:
    """How many of the answers differ from the oracle's, over every limit of the Measures."""
    sample = starts[:400]
    asked = [(day, n) for day in sample for n in LIMITS]
    return f"{sum(after(day, n) != truth(day, n) for day, n in asked)} of {len(asked)}"


def report(contenders: list[Contender], seconds: dict[str, list[float]], wrongs: dict[str, str]) -> None:
    bare, ours = seconds["bare rank table"], seconds["WorkCalendar.after"]
    print(f"{'start + 10 working days':32} {'µs':>8} {'x bare':>8} {'x ours':>8} {'goal':>6}   wrong answers")
    for each in contenders:
        own = seconds[each.name]
        figures = statistics.median(own) * 1e6, ratio(own, bare), ratio(own, ours)
        goal = "≤ 4 b" if each.name == "WorkCalendar.after" else each.goal
        print(f"{each.name:32} {figures[0]:8.2f} {figures[1]:8.1f} {figures[2]:8.1f} {goal:>6}   {wrongs[each.name]}")
    print("find_workday first moves a start on a day off to the next working day, and so is a day late.")
    goals = Goals()
    goals.at_most("a deadline against a bare rank table", ratio(ours, bare), 4)
    goals.at_least("chinesecalendar against ours", ratio(seconds["chinesecalendar.find_workday"], ours), 300)
    goals.at_most("wrong answers", int(wrongs["WorkCalendar.after"].split()[0]), 0, "answers")
    goals.end()


def ratio(own: list[float], other: list[float]) -> float:
    return statistics.median(mine / theirs for mine, theirs in zip(own, other, strict=True))


if __name__ == "__main__":
    main()
