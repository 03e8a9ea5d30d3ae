"""Test environment: a new folder, a stand-in WeCom and the bot as a child process; torn down at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from clock.time_source import SHANGHAI, FileClock
from sandbox.child_process import Bot
from sandbox.loopback_server import LoopbackServer
from sandbox.rehearsal import free_port, serving
from sandbox.rehearsal_config import choose_settings, write_config
from sandbox.wecom.message_store import MessageStore
from sandbox.wecom.server import create_standin
from sandbox.wecom.settings import SAAS_2026
from sandbox.wecom.tenant import Tenant
from tests.oracle.workdays import Workdays
from tests.quarter.actions import Context
from tests.quarter.arrivals import arrivals
from tests.quarter.clock_control import ClockControl
from tests.quarter.district import generate
from tests.quarter.execution import Clients, FailureLog
from tests.quarter.side_actions import absences
from tests.quarter.simulation import Simulation

FAILURES = "failures.txt"  # failure log in the folder, written at once
TASKS = 300_000  # most cards that can still be redrawn
KEPT = 4000  # messages kept per chat, so that an operator still finds a card of last week
BEGINS = date(2026, 9, 1)  # includes 中秋 and 国庆, with a Sunday and a Saturday worked (调休)


@dataclass(frozen=True, slots=True)
class Size:
    """The amount simulated; `days` are working days from `begins` on."""

    tickets: int = 2000
    departments: int = 30
    days: int = 60
    seed: int = 1
    begins: date = BEGINS


@dataclass(frozen=True, slots=True)
class Environment:
    """The running processes, and the working days to simulate."""

    simulation: Simulation
    bot: Bot
    folder: Path
    days: Sequence[date]


@contextmanager
def started(size: Size, folder: Path) -> Iterator[Environment]:
    """Start everything, the clock an hour before the first stop. Raises BotFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    workdays, district = Workdays(), generate(size.departments, size.seed)
    days = [day for day, _ in zip(_workdays(workdays, size.begins), range(size.days), strict=False)]
    context = Context(district, workdays, absences(district, workdays, days, size.seed))
    district.write(folder / "district")
    port, api_port = free_port(), free_port()
    url, api = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{api_port}"
    settings = choose_settings(folder, SAAS_2026, bot=url, page=api)
    write_config(folder, settings, bot=url, clock=folder / "clock")
    clock = ClockControl(FileClock(folder / "clock"), url)
    clock.set(datetime.combine(days[0], time(8), SHANGHAI))
    tenant = Tenant(settings, FileClock(folder / "clock"), district.directory(), kept=TASKS)
    tenant.messages = MessageStore(kept=KEPT)
    with LoopbackServer(create_standin(tenant), api_port, keep=True), serving(folder, folder / "district", url) as bot:
        coming = list(arrivals(context, size.tickets, days, size.seed))
        yield Environment(
            Simulation(context, Clients(tenant, clock.let_a_minute_pass), clock, coming, FailureLog(folder / FAILURES)),
            bot,
            folder,
            days,
        )


def _workdays(workdays: Workdays, begins: date) -> Iterator[date]:
    day = begins - timedelta(days=1)
    while True:
        day = workdays.after(day, 1)
        yield day
