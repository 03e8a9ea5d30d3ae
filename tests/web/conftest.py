"""Fixture: a district with its scheduler's parts, for pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scheduler.rig import Rig


@pytest.fixture
def rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(sqlite_url, tmp_path)
    yield rig
    rig.close()
