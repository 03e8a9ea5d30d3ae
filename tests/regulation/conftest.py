"""`world`: people who type and press; `rig`: the same district with its clock on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.world import World
from tests.scheduler.rig import Rig


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    world = World.founded(sqlite_url)
    yield world
    world.close()


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(sqlite_url, tmp_path)
    yield rig
    rig.close()
