"""The stories are told side by side, each step at its hour, with the clock ringing in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from tests.bot.chaos.actor import carry
from tests.bot.chaos.district import ACCOUNTS
from tests.bot.chaos.scenarios import AWAY, LOOKS, Story
from tests.bot.chaos.system import Realm

NAMED = re.compile(r"<([^>]+)>")
EVERY = 7.0  # hours between two looks of somebody at something


@dataclass(frozen=True, order=True)
class Step:
    """At which hour after the first morning; `line` is who, the word, and what they answer."""

    hour: float
    order: int
    story: str
    line: str


class Play:
    """`run` tells every story to its end; `numbers` are the tickets by story."""

    def __init__(self, realm: Realm, rng: Random, stories: tuple[Story, ...]) -> None:
        self.realm, self.rng = realm, rng
        self.stories = {story.name: story for story in stories}
        self.numbers: dict[str, str] = {}
        self.records: dict[str, str] = {}
        self.start = realm.now

    def run(self) -> None:
        for step in sorted(self._steps()):
            self.realm.skip_to(self.start + timedelta(hours=step.hour))
            if step.story in self.stories and not step.line:
                self._file(self.stories[step.story])
            elif step.story:
                self._take(step.story, step.line)
            else:
                who, _, said = step.line.partition(" ")
                carry(self.realm, who, said)

    def _steps(self) -> Iterator[Step]:
        """Each a little earlier or later than written, so that every seed tells them in another order."""
        order, last = 0, 0.0
        for story in self.stories.values():
            hour = story.begins + self.rng.random() / 2
            yield Step(hour, order, story.name, "")
            for line in filter(None, map(str.strip, story.steps.split(";"))):
                order += 1
                later, _, rest = line.partition(" ")
                hour += float(later) * (0.9 + self.rng.random() / 5)
                yield Step(hour, order, story.name, rest)
            last = max(last, hour)
        for hour, who, said in AWAY:
            yield Step(hour, -1, "", f"{who} {said}")
        for look in range(1, int(last / EVERY)):
            yield Step(look * EVERY, -2, "", f"{self.rng.choice(ACCOUNTS)} {self.rng.choice(LOOKS)}")

    def _file(self, story: Story) -> None:
        realm, before = self.realm, set(self.realm.numbers())
        answers = {"哪项数据": story.source, "哪些记录": self._record(story)} | dict(story.answers)
        carry(realm, story.filer, self._spoken(story.opening, ""), answers)
        new = [number for number in realm.numbers() if number not in before]
        assert new, f"{story.name} could not be filed: {realm.last(story.filer)}"
        self.numbers[story.name] = new[0]

    def _record(self, story: Story) -> str:
        """Several stories may question the very same record, in the same words."""
        ears = self.realm.ears
        if story.record in self.records:
            return ears.repeats(self.records[story.record], story.filer)
        text = f"{ears.token(story.filer)} 某条记录登记为甲"
        if story.record:
            self.records[story.record] = text
        return text

    def _take(self, story: str, line: str) -> None:
        """`li.na 转交 <n> MKT {mark}`, or `li.na 要求补正 哪些内容=佐证材料`: the number follows the word."""
        words = line.split()
        answers = dict(word.split("=", 1) for word in words[2:] if "=" in word)
        said = [word for word in words[1:] if "=" not in word]
        opening = self._spoken(" ".join(said), self.numbers[story])
        carry(self.realm, words[0], opening if "<n>" in said else f"{opening} {self.numbers[story]}", answers)

    def _spoken(self, text: str, own: str) -> str:
        return NAMED.sub(lambda found: own if found[1] == "n" else self.numbers[found[1]], text)
