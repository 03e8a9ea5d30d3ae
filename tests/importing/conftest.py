"""Fixture: a small directory to import into, built once on each database and copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.engine.session import Store
from tests.conftest import POSTGRESQL, SQLITE
from tests.importing.import_fixture import ImportFixture
from tests.postgresql import Server
from tests.store.district_fixture import make_vault


@pytest.fixture(scope="session")
def sqlite_directory(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("directory") / "objection.db"
    shutil.copyfile(sqlite_template, path)
    _build(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_directory(postgresql_server: Server, postgresql_template: str) -> Iterator[str]:
    name = postgresql_server.create(postgresql_template)
    _build(postgresql_server.url_of(name))
    yield name
    postgresql_server.drop(name)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def directory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ImportFixture]:
    if request.param == SQLITE:
        copy = shutil.copyfile(request.getfixturevalue("sqlite_directory"), tmp_path / "objection.db")
        yield from _opened(f"sqlite:///{copy}")
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = server.create(request.getfixturevalue("postgresql_directory"))
    yield from _opened(server.url_of(name))
    server.drop(name)


def _opened(url: str) -> Iterator[ImportFixture]:
    with closing(Store(url, make_vault())) as store:
        yield ImportFixture(store)


def _build(url: str) -> None:
    with closing(Store(url, make_vault())) as store:
        ImportFixture(store).build()
