"""Shared fixtures: a new migrated database of either kind, and a real browser."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from store.engine.session import migrate, open_engine
from tests import postgresql
from tests.shared_statements import share_statements

SQLITE, POSTGRESQL = "sqlite", "postgresql"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


share_statements()  # before any engine is opened


def pytest_collection_finish() -> None:
    """What was imported stays to the end: the garbage collector need not look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


@pytest.fixture(autouse=True)
def _no_settings_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Isolates the tests from the developer's own configuration in the environment."""
    for name in [name for name in os.environ if name.startswith("OBJECTION")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgresql.Server) -> Iterator[str]:
    """The name of a migrated database, to be copied (33 ms) instead of migrating anew for each test."""
    name = postgresql_server.create()
    _migrated(postgresql_server.url_of(name))
    yield name
    postgresql_server.drop(name)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "objection.db"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables, once on SQLite and once on PostgreSQL."""
    if request.param == SQLITE:
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A separate, migrated and empty database for this test, once on SQLite and once on PostgreSQL."""
    if request.param == SQLITE:
        yield _copied(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create(request.getfixturevalue("postgresql_template"))
    yield server.url_of(name)
    server.drop(name)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file, for tests that are not about the database."""
    return _copied(sqlite_template, tmp_path)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, which Playwright does not bring; without it the test is skipped, in CI it fails."""
    found = next((path for path in map(shutil.which, CHROMIUM) if path), None)
    if found is None:
        missing = "Chromium is missing, so NO PAGE WAS TESTED: apt-get install chromium fonts-wqy-microhei"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    quiet = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-sync"]
    background = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    return {**browser_type_launch_args, "executable_path": found, "headless": True, "args": quiet + background}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


def _migrated(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()


def _copied(template: Path, folder: Path) -> str:
    copy = folder / "objection.db"
    shutil.copyfile(template, copy)
    return f"sqlite:///{copy}"
