"""Final check: all reminders sent, all messages delivered, all histories verified, every figure recounted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from clock.time_source import SHANGHAI
from tests.oracle.limits import COUNTED
from tests.oracle.report import Count, month
from tests.quarter.comparison import Comparison, Fetch, compare
from tests.quarter.environment import Environment
from tests.quarter.execution import as_filed
from tests.quarter.simulation import TIMES, Simulation

REPLY = 5  # working days for departments' replies before publication
HEALTHY = ("历史链", "历史重放", "发送台账")


@dataclass(slots=True)
class Result:
    """`wrong` lists every fault as text; empty means that the quarter passed."""

    comparison: Comparison
    wrong: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)  # months closed by the bot's own job


def final_check(environment: Environment) -> Result:
    """Check everything after the last day."""
    simulation, total = environment.simulation, Comparison()
    result = Result(total)
    counts = list(_months(environment))
    for count in counts:
        name = f"{count.first:%Y-%m}"
        found = compare(name, count, simulation.context.district, environment.folder, _fetch(environment))
        total.compared += found.compared
        total.differences += found.differences
        if count.after <= simulation.clock.now.date():
            result.closed.append(name)
    result.wrong += [*_observed(simulation), *total.differences, *_verified(environment, result.closed)]
    return result


def late(environment: Environment) -> int:
    """The number of missed limits, by the oracle."""
    cases = environment.simulation.cases
    return sum(bool(each.late) for case in cases for each in case.model.limits if each.name in COUNTED)


def _months(environment: Environment) -> Iterator[Count]:
    """Each month as it was last known: closed by the bot on the first working day of the next one, at the first stop,
    and again, with what was corrected meanwhile, on the day of publication.
    """
    simulation, now = environment.simulation, environment.simulation.clock.now + timedelta(minutes=1)
    first = environment.days[0].replace(day=1)
    while first <= now.date():
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        opening = simulation.context.workdays.after(after - timedelta(days=1), 1)
        closings = (opening, simulation.context.workdays.after(opening, REPLY))
        known = max((at for day in closings if (at := datetime.combine(day, TIMES[0], SHANGHAI)) < now), default=now)
        count = month(first.year, first.month, known, simulation.context.workdays)
        for case in simulation.cases:
            count.take(as_filed(case))
        yield count
        first = after


def _fetch(environment: Environment) -> Fetch:
    def fetch(name: str, table: str, path: Path) -> None:
        environment.bot.command("report", "--month", name, "--format", "csv", "--table", table, "-o", str(path))

    return fetch


def _observed(simulation: Simulation) -> Iterator[str]:
    yield from simulation.failures.found
    if simulation.failures.count > len(simulation.failures.found):
        yield f"……另有{simulation.failures.count - len(simulation.failures.found)}处意外"
    yield from (f"稽核发现：{name} {number}项" for name, number in simulation.findings.items())
    yield from (f"期末稽核发现：{name} {number}项" for name, number in simulation.clock.findings().items())
    figures = simulation.clock.figures()
    if waiting := figures.get("objection_messages_waiting"):
        yield f"仍有{waiting:.0f}条消息未发"
    yield from (f"{name}：{value:.0f}" for name, value in figures.items() if "sweep_failures_total" in name and value)
    yield from (f"企业微信接口：{line}" for line in simulation.refused)


def _verified(environment: Environment, months: list[str]) -> Iterator[str]:
    """Every history verified by the bot's doctor, and every closed month recounted byte for byte."""
    _, said = environment.bot.try_command("doctor", "--offline")
    healthy = {subject for subject in HEALTHY if f"[正常] {subject}：" in said}
    yield from (f"doctor 没有报告“{subject}”正常：{said[-600:]}" for subject in HEALTHY if subject not in healthy)
    for each in months:
        code, said = environment.bot.try_command("report", "--month", each, "--verify")
        if code:
            yield f"report --verify {each}：{said[-600:]}"
