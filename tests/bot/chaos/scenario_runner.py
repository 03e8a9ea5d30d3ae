"""Runs all scenarios interleaved: each step at its hour, the scheduled jobs in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.bot.chaos.actor import converse
from tests.bot.chaos.district import ACCOUNTS
from tests.bot.chaos.scenarios import LOOKUPS, STAND_INS, Scenario
from tests.bot.chaos.system import SystemUnderTest

NAMED = re.compile(r"<([^>]+)>")
LOOKUP_INTERVAL = 7.0  # hours between two lookups


@dataclass(frozen=True, order=True)
class Step:
    """At which hour after the first morning; `line` is who, the word, and what they answer."""

    hour: float
    order: int
    scenario: str
    line: str


class ScenarioRunner:
    """`run` takes every scenario to its end; `numbers` are the tickets by scenario name."""

    def __init__(self, sut: SystemUnderTest, rng: Random, scenarios: tuple[Scenario, ...]) -> None:
        self.sut, self.rng = sut, rng
        self.scenarios = {scenario.name: scenario for scenario in scenarios}
        self.numbers: dict[str, str] = {}
        self.records: dict[str, str] = {}
        self.start = sut.now

    def run(self) -> None:
        for step in sorted(self._steps()):
            self.sut.advance_to(self.start + timedelta(hours=step.hour))
            if step.scenario in self.scenarios and not step.line:
                self._file(self.scenarios[step.scenario])
            elif step.scenario:
                self._perform(step.scenario, step.line)
            else:
                who, _, said = step.line.partition(" ")
                converse(self.sut, who, said)

    def _steps(self) -> Iterator[Step]:
        """Each a little earlier or later than written, so that every seed has another order."""
        order, last = 0, 0.0
        for scenario in self.scenarios.values():
            hour = scenario.begins + self.rng.random() / 2
            yield Step(hour, order, scenario.name, "")
            for line in filter(None, map(str.strip, scenario.steps.split(";"))):
                order += 1
                later, _, rest = line.partition(" ")
                hour += float(later) * (0.9 + self.rng.random() / 5)
                yield Step(hour, order, scenario.name, rest)
            last = max(last, hour)
        for hour, who, said in STAND_INS:
            yield Step(hour, -1, "", f"{who} {said}")
        for look in range(1, int(last / LOOKUP_INTERVAL)):
            yield Step(look * LOOKUP_INTERVAL, -2, "", f"{self.rng.choice(ACCOUNTS)} {self.rng.choice(LOOKUPS)}")

    def _file(self, scenario: Scenario) -> None:
        sut, before = self.sut, set(self.sut.numbers())
        answers = {"哪项数据": scenario.source, "哪些记录": self._record(scenario)} | dict(scenario.answers)
        converse(sut, scenario.filer, self._filled_in(scenario.opening, ""), answers)
        new = [number for number in sut.numbers() if number not in before]
        assert new, f"{scenario.name} could not be filed: {sut.last_card(scenario.filer)}"
        self.numbers[scenario.name] = new[0]

    def _record(self, scenario: Scenario) -> str:
        """Several scenarios may question the same record with the same text."""
        detector = self.sut.detector
        if scenario.record in self.records:
            return detector.repeats(self.records[scenario.record], scenario.filer)
        text = f"{detector.token(scenario.filer)} 某条记录登记为甲"
        if scenario.record:
            self.records[scenario.record] = text
        return text

    def _perform(self, scenario: str, line: str) -> None:
        """`li.na 转交 <n> MKT {mark}`, or `li.na 要求补正 哪些内容=佐证材料`: the number is put after the command."""
        words = line.split()
        answers = dict(word.split("=", 1) for word in words[2:] if "=" in word)
        said = [word for word in words[1:] if "=" not in word]
        opening = self._filled_in(" ".join(said), self.numbers[scenario])
        converse(self.sut, words[0], opening if "<n>" in said else f"{opening} {self.numbers[scenario]}", answers)

    def _filled_in(self, text: str, own: str) -> str:
        return NAMED.sub(lambda found: own if found[1] == "n" else self.numbers[found[1]], text)
