"""A real PostgreSQL for the tests: installed binaries, temporary data folder, private socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
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
DURABLE = "-c fsync=off -c max_connections=200 -c shared_buffers=64MB"  # what is committed survives `Server.stop`
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c shared_buffers=32MB"


class Server:
    """A running server, by the URL of its maintenance database; creates and drops databases."""

    def __init__(self, url: str, control: Callable[[str], None] | None = None) -> None:
        self.url, self._control = url, control
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

    def stop(self) -> None:
        """As by a crash: nobody is asked, and what was committed is there again after a start."""
        self._controlled("stop")

    def start(self) -> None:
        self._controlled("start")

    def _controlled(self, act: str) -> None:
        if self._control is None:
            pytest.skip("the server of TEST_DATABASE_URL is not ours to stop")
        self._control(act)

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

    def control(act: str) -> None:
        more = ["-m", "immediate"] if act == "stop" else ["-w", "-l", str(folder / "log"), "-o", options]
        run("pg_ctl", act, *more)

    control("start")
    try:
        yield Server(f"postgresql://postgres@/postgres?host={folder}", control)
    finally:
        control("stop")
