"""A real PostgreSQL for the tests: installed binaries, temporary data folder, private socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

MISSING = (
    "PostgreSQL is missing, so NOTHING WAS TESTED ON IT: apt-get install postgresql (or make test as root), "
    "or set TEST_DATABASE_URL to a server on which databases may be created"
)
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c shared_buffers=32MB"


class Server:
    """A running server, by the URL of its maintenance database; creates and drops databases."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._numbers = count(1)

    def create(self, template: str = "template0") -> str:
        """The name of a new database."""
        name = f"objection_{os.getpid()}_{next(self._numbers)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url_of(self, name: str) -> str:
        head, _, query = self.url.partition("?")
        return head.rpartition("/")[0] + "/" + name + (f"?{query}" if query else "")

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running(settings: str = FAST) -> Iterator[Server]:
    """The server TEST_DATABASE_URL names, else one started here; without either the test is skipped, in CI failed."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Server(given.replace("postgresql+psycopg://", "postgresql://"))
        return
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)
    if binaries is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="objection-pg-"))
    try:
        yield from _started(binaries, folder, settings)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(binaries: Path, folder: Path, settings: str) -> Iterator[Server]:
    account: list[str] = []
    if os.geteuid() == 0:  # initdb and postgres refuse to be root
        account = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres")
    data, options = folder / "data", f"{settings} -c listen_addresses='' -k {folder}"

    def run(program: str, *arguments: str) -> None:
        command = [*account, str(binaries / program), "-D", str(data), *arguments]
        subprocess.run(
            command, check=True, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=120
        )

    run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
    try:
        yield Server(f"postgresql://postgres@/postgres?host={folder}")
    finally:
        run("pg_ctl", "stop", "-m", "immediate")
