"""Relatives of PostgreSQL are recognised by their own words (信创 databases), an unknown one is named in one line."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from store.engine.session import current_revision, head_revision, migrate, open_engine
from store.server_version import UnknownServer, recognise
from tests import postgresql

KINGBASE = "KingbaseES V008R006C008B0014 on x86_64-pc-linux-gnu, compiled by gcc (GCC) 4.1.2, 64-bit"
OPENGAUSS = (
    "(openGauss 5.0.0 build a07d57c3) compiled at 2023-03-29 03:37:13 commit 0 last mr  on aarch64-unknown-linux-gnu, "
    "compiled by g++ (GCC) 7.3.0, 64-bit"
)
LITE = "(openGauss-lite 7.0.0-RC3 build ) compiled at 2026-04-21 15:29:26 commit 0 last mr  release on aarch64"
SAYS = "LANGUAGE sql STABLE AS $$SELECT '{}'$$"
GAUSSDB = "gaussdb (GaussDB Kernel V500R002C10 build 73c6ac6e) compiled at 2022-11-18 10:21:41"


@pytest.mark.parametrize(
    ("told", "reported", "version"),
    [
        ("PostgreSQL 15.18 (Debian 15.18-0+deb12u1) on x86_64-pc-linux-gnu", 150018, (15, 18)),
        ("PostgreSQL 9.2.4 (openGauss 3.0.0 build 02c14696) compiled at 2022-04-01", 90204, (9, 2, 4)),
        ("EnterpriseDB 9.6.2.7 on x86_64", 0, (9, 6, 2)),
        (KINGBASE, 120001, (12, 1)),
        (KINGBASE, 0, (12, 1)),
        ("KingbaseES V009R001C001B0025 on aarch64", 0, (12, 1)),
        (OPENGAUSS, 90204, (9, 2)),
        (OPENGAUSS, 0, (9, 2, 4)),
        (LITE, 0, (9, 2, 4)),
        (GAUSSDB, 0, (9, 2, 4)),
    ],
)
def test_recognised(told: str, reported: int, version: tuple[int, ...]) -> None:
    assert recognise(told, reported=reported) == version


def test_the_setting_decides() -> None:
    assert recognise(KINGBASE, "14.2", 120001) == (14, 2)
    assert recognise("Unheard DB 3", "12") == (12,)


@pytest.mark.parametrize(("told", "wanted"), [("Unheard DB 3", ""), ("PostgreSQL 15.1", "twelve")])
def test_what_is_not_recognised_is_said(told: str, wanted: str) -> None:
    with pytest.raises(UnknownServer, match="server_version"):
        recognise(told, wanted)


@pytest.fixture
def disguised(postgresql_server: postgresql.Server) -> Iterator[str]:
    """A database of ours that names itself as KingbaseES does."""
    name = postgresql_server.create()
    url = postgresql_server.url_of(name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE OR REPLACE FUNCTION pg_catalog.version() RETURNS text {SAYS.format(KINGBASE)}")
    yield url
    postgresql_server.drop(name)


def test_a_database_that_names_itself_otherwise_is_migrated(disguised: str) -> None:
    mark = "&" if "?" in disguised else "?"
    found = []
    for url in (disguised, f"{disguised}{mark}server_version=12.1"):
        engine = open_engine(url)
        migrate(engine)
        assert current_revision(engine) == head_revision()
        found.append(engine.dialect.server_version_info)
        engine.dispose()
    with psycopg.connect(disguised) as connection:
        reported = connection.info.server_version
    assert found == [(reported // 10000, reported % 10000), (12, 1)]
