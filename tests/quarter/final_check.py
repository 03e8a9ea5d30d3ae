"""What the quarter has shown: everything reminded of, delivered and verified, and every figure counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from clock.time_source import SHANGHAI
from tests.oracle.limits import COUNTED
from tests.oracle.report import Count, month
from tests.quarter.comparison import Comparison, Fetch, compare
from tests.quarter.environment import Stage
from tests.quarter.execution import as_filed
from tests.quarter.simulation import STOPS, Play

REPLY = 5  # working days in which a department may reply before publication
HEALTHY = ("历史链", "历史重放", "发送台账")


@dataclass(slots=True)
class Verdict:
    """`wrong` is everything that must not be, in words; empty means that the quarter was passed."""

    comparison: Comparison
    wrong: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)  # months that the bot has closed by itself


def judge(stage: Stage) -> Verdict:
    """Look at everything once the last day is over."""
    play, total = stage.play, Comparison()
    verdict = Verdict(total)
    counts = list(_months(stage))
    for count in counts:
        name = f"{count.first:%Y-%m}"
        found = compare(name, count, play.world.district, stage.folder, _fetch(stage))
        total.compared += found.compared
        total.differences += found.differences
        if count.after <= play.hand.now.date():
            verdict.closed.append(name)
    verdict.wrong += [*_played(play), *total.differences, *_verified(stage, verdict.closed)]
    return verdict


def late(stage: Stage) -> int:
    """How many limits were missed, by the diary."""
    cases = stage.play.cases
    return sum(bool(each.late) for case in cases for each in case.standing.limits if each.name in COUNTED)


def _months(stage: Stage) -> Iterator[Count]:
    """Each month as it was last known: closed by the bot on the first working day of the next one, at the first stop,
    and again, with what was corrected meanwhile, on the day of publication.
    """
    play, now = stage.play, stage.play.hand.now + timedelta(minutes=1)
    first = stage.days[0].replace(day=1)
    while first <= now.date():
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        opening = play.world.workdays.after(after - timedelta(days=1), 1)
        closings = (opening, play.world.workdays.after(opening, REPLY))
        known = max((at for day in closings if (at := datetime.combine(day, STOPS[0], SHANGHAI)) < now), default=now)
        count = month(first.year, first.month, known, play.world.workdays)
        for case in play.cases:
            count.take(as_filed(case))
        yield count
        first = after


def _fetch(stage: Stage) -> Fetch:
    def fetch(name: str, table: str, path: Path) -> None:
        stage.bot.command("report", "--month", name, "--format", "csv", "--table", table, "-o", str(path))

    return fetch


def _played(play: Play) -> Iterator[str]:
    yield from play.complaints.found
    if play.complaints.count > len(play.complaints.found):
        yield f"……另有{play.complaints.count - len(play.complaints.found)}处意外"
    yield from (f"稽核发现：{name} {number}项" for name, number in play.findings.items())
    yield from (f"期末稽核发现：{name} {number}项" for name, number in play.hand.findings().items())
    figures = play.hand.figures()
    if waiting := figures.get("objection_messages_waiting"):
        yield f"仍有{waiting:.0f}条消息未发"
    yield from (f"{name}：{value:.0f}" for name, value in figures.items() if "sweep_failures_total" in name and value)
    yield from (f"企业微信接口：{line}" for line in play.refused)


def _verified(stage: Stage, months: list[str]) -> Iterator[str]:
    """Every history by the bot's own doctor, and every closed month counted again byte for byte."""
    _, said = stage.bot.ask("doctor", "--offline")
    healthy = {subject for subject in HEALTHY if f"[正常] {subject}：" in said}
    yield from (f"doctor 没有报告“{subject}”正常：{said[-600:]}" for subject in HEALTHY if subject not in healthy)
    for each in months:
        code, said = stage.bot.ask("report", "--month", each, "--verify")
        if code:
            yield f"report --verify {each}：{said[-600:]}"
