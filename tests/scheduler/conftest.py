"""Fixtures: `rig`, a district with its sweeps, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgresql
from tests.scheduler.rig import Rig


@pytest.fixture
def rig(database_url: str, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(database_url, tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def small_rig(sqlite_url: str, tmp_path: Path) -> Iterator[Rig]:
    """On SQLite only, for tests that don't depend on the database."""
    rig = Rig(sqlite_url, tmp_path)
    yield rig
    rig.close()


@pytest.fixture
def pg_rig(postgresql_server: postgresql.Server, postgresql_template: str, tmp_path: Path) -> Iterator[Rig]:
    """On PostgreSQL only, for tests of what several processes share."""
    name = postgresql_server.create(postgresql_template)
    rig = Rig(postgresql_server.url_of(name), tmp_path)
    yield rig
    rig.close()
    postgresql_server.drop(name)
