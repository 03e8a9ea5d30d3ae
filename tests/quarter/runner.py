"""Runs the simulation and the final check, and prints the summary."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from types import FrameType

from sandbox.child_process import BotFailed
from sandbox.rehearsal import own_folder
from tests.quarter.client import NotDelivered
from tests.quarter.clock_control import NotIdle
from tests.quarter.environment import Environment, Size, started
from tests.quarter.final_check import final_check
from tests.quarter.simulation import stops
from tests.quarter.summary import table


class Stopped(Exception):
    """Interrupted by Ctrl-C."""


def run(size: Size, folder: Path | None = None) -> None:
    """Exit code 0 where everything passed, 1 where not, 130 where interrupted."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        with own_folder(folder) as place, started(size, place) as environment:
            said, passed = simulate(environment, size)
            (place / "summary.txt").write_text(said, encoding="utf-8")
    except Stopped:
        sys.exit(130)
    except (BotFailed, NotIdle, NotDelivered) as error:
        sys.exit(f"演练季度没有走完：{error}")
    if not passed:
        sys.exit(1)


def simulate(environment: Environment, size: Size) -> tuple[str, bool]:
    """The whole quarter; the summary table, and whether it passed."""
    began, day = time.monotonic(), 0
    for stop in stops(environment.days, environment.simulation.context.workdays.is_one):
        environment.simulation.run_to(stop)
        if day < len(environment.days) and stop.date() == environment.days[day] and stop.hour == LAST:
            day += 1
            _print_progress(environment, day, time.monotonic() - began)
    took = time.monotonic() - began
    result = final_check(environment)
    said = table(environment, size, result, took)
    sys.stdout.write(f"\n{said}")
    sys.stdout.write("".join(f"[问题] {wrong}\n" for wrong in result.wrong[:MOST_SHOWN]))
    return said + "".join(f"[问题] {wrong}\n" for wrong in result.wrong), not result.wrong


LAST = 20  # the hour of a working day's last stop
MOST_SHOWN = 60  # most faults printed; the file has all


def _print_progress(environment: Environment, day: int, seconds: float) -> None:
    figures, simulation = environment.simulation.clock.figures(), environment.simulation
    sent = sum(value for name, value in figures.items() if "objection_messages_total" in name)
    done = f"第{day}/{len(environment.days)}个工作日 {simulation.clock.now:%m-%d}  工单{len(simulation.cases)}"
    line = f"{done}  操作{simulation.clients.sent}  消息{sent:.0f}  意外{simulation.failures.count}  {seconds:.0f}秒"
    end = "\r" if sys.stdout.isatty() and day < len(environment.days) else "\n"
    sys.stdout.write(f"{line}{end}")
    sys.stdout.flush()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
