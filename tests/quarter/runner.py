"""One run: played from the first stop to the last, then counted twice and told in one table."""

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
from tests.quarter.environment import Size, Stage, staged
from tests.quarter.final_check import judge
from tests.quarter.simulation import stops
from tests.quarter.summary import table


class Stopped(Exception):
    """Somebody pressed Ctrl-C."""


def run(size: Size, folder: Path | None = None) -> None:
    """Exit code 0 where nothing was missed and every figure agrees, 1 where not, 130 where it was stopped."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        with own_folder(folder) as place, staged(size, place) as stage:
            said, passed = play(stage, size)
            (place / "summary.txt").write_text(said, encoding="utf-8")
    except Stopped:
        sys.exit(130)
    except (BotFailed, NotIdle, NotDelivered) as error:
        sys.exit(f"演练季度没有走完：{error}")
    if not passed:
        sys.exit(1)


def play(stage: Stage, size: Size) -> tuple[str, bool]:
    """The whole quarter; the table at its end, and whether it was passed."""
    began, day = time.monotonic(), 0
    for stop in stops(stage.days, stage.play.world.workdays.is_one):
        stage.play.stop(stop)
        if day < len(stage.days) and stop.date() == stage.days[day] and stop.hour == LAST:
            day += 1
            _tell(stage, day, time.monotonic() - began)
    played = time.monotonic() - began
    verdict = judge(stage)
    said = table(stage, size, verdict, played)
    sys.stdout.write(f"\n{said}")
    sys.stdout.write("".join(f"[问题] {wrong}\n" for wrong in verdict.wrong[:MOST_TOLD]))
    return said + "".join(f"[问题] {wrong}\n" for wrong in verdict.wrong), not verdict.wrong


LAST = 20  # the hour of a working day's last stop
MOST_TOLD = 60  # problems on the screen; the file has all


def _tell(stage: Stage, day: int, seconds: float) -> None:
    figures, play = stage.play.hand.figures(), stage.play
    sent = sum(value for name, value in figures.items() if "objection_messages_total" in name)
    line = f"第{day}/{len(stage.days)}个工作日 {play.hand.now:%m-%d}  工单{len(play.cases)}  操作{play.phones.sent}  " \
        f"消息{sent:.0f}  意外{play.complaints.count}  {seconds:.0f}秒"  # fmt: skip
    end = "\r" if sys.stdout.isatty() and day < len(stage.days) else "\n"
    sys.stdout.write(f"{line}{end}")
    sys.stdout.flush()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
