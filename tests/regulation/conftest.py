"""Fixtures: `world` is a district with a chat; `rig` has delivery and sweeps too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.world import World
from tests.scheduler.rig import Rig


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url)
    yield world
    world.close()


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(sqlite_url, tmp_path)
    yield rig
    rig.close()
