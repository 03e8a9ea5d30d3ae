"""A town in which one ticket stands in one scene, beside an objection of another proposer to the same record."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.permissions.canaries import word
from tests.permissions.district import FUSED, VIEWERS, Town
from tests.permissions.scenarios import Scene
from tests.permissions.steps import Way

AWAY = (date(2026, 9, 14), date(2026, 11, 30))  # while the director and officer B have deputies


@dataclass(frozen=True, eq=False)
class Stood:
    """`other` is the number of the other proposer's ticket; `folder` has the files."""

    scene: Scene
    town: Town
    number: str
    other: str
    folder: Path


@contextmanager
def stand(scene: Scene, template: Path, folder: Path, word: Callable[[str], str] = word) -> Iterator[Stood]:
    """Bring a ticket into the scene; raises AssertionError where the road does not lead there."""
    shutil.copyfile(template, folder / "objection.db")
    town = Town.settled(f"sqlite:///{folder / 'objection.db'}")
    try:
        town.deputise("lin.zong", VIEWERS["deputy of the director"], *AWAY)
        town.deputise("zhao.lei", VIEWERS["deputy of officer B"], *AWAY)
        other = _other(town)
        way = Way(town, folder, word)
        for step in scene.road:
            step(way)
        ticket = town.ticket(way.number)
        assert ticket.state is scene.state, f"{scene.name}: {ticket.state}"
        yield Stood(scene, town, way.number, other, folder)
    finally:
        town.close()


def _other(town: Town) -> str:
    """何平 questions the same record with other words."""
    user = VIEWERS["another proposer"]
    for text in ("提出异议", FUSED):
        town.says(user, text)
    town.picks(user, FUSED)
    town.picks(user, "错误")
    for text in (word("records"), "另一人的说明", "另一人的场景"):
        town.says(user, text)
    town.says(user, "完成")
    town.says(user, "电话 021-12345678")
    town.clicks(user, "提交")
    return town.numbers()[-1]
