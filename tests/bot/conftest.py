"""Fixture `world`: a small district in a database of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.world import World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    world = World.create(sqlite_url)
    yield world
    world.close()
