"""Arranges a scenario: one ticket in its state, and another proposer's objection to the same record."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.permissions.canaries import word
from tests.permissions.district import FUSED, VIEWERS, DistrictWorld
from tests.permissions.scenarios import Scenario
from tests.permissions.steps import Steps

AWAY = (date(2026, 9, 14), date(2026, 11, 30))  # in these, the director and officer B have stand-ins


@dataclass(frozen=True, eq=False)
class Arranged:
    """`other` is the number of the other proposer's ticket; `folder` has the files."""

    scenario: Scenario
    world: DistrictWorld
    number: str
    other: str
    folder: Path


@contextmanager
def arrange(scenario: Scenario, template: Path, folder: Path, word: Callable[[str], str] = word) -> Iterator[Arranged]:
    """Bring a ticket into the scenario's state; raises AssertionError where its steps do not lead there."""
    shutil.copyfile(template, folder / "objection.db")
    world = DistrictWorld.create(f"sqlite:///{folder / 'objection.db'}")
    try:
        world.appoint_stand_in("lin.zong", VIEWERS["deputy of the director"], *AWAY)
        world.appoint_stand_in("zhao.lei", VIEWERS["deputy of officer B"], *AWAY)
        other = _other(world)
        steps = Steps(world, folder, word)
        for step in scenario.steps:
            step(steps)
        ticket = world.ticket(steps.number)
        assert ticket.state is scenario.state, f"{scenario.name}: {ticket.state}"
        yield Arranged(scenario, world, steps.number, other, folder)
    finally:
        world.close()


def _other(world: DistrictWorld) -> str:
    """何平 questions the same record with a text of his own."""
    user = VIEWERS["another proposer"]
    for text in ("提出异议", FUSED):
        world.send_text(user, text)
    world.choose_option(user, "错误")
    for text in (word("records"), "另一人的说明", "另一人的场景"):
        world.send_text(user, text)
    world.send_text(user, "完成")
    world.send_text(user, "电话 021-12345678")
    world.press_button(user, "提交")
    return world.numbers()[-1]
