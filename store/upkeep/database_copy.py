"""A copy of a whole database while it is in use, and its return: SQLite's own backup, or pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from store.engine.database_url import database_file
from store.server_version import without_option

SQLITE, POSTGRESQL = "objection.db", "objection.dump"  # names of the copies


class NotCopied(Exception):
    """`str()` is one line for the operator; no password is in it."""


def copy_to(url: str, folder: Path) -> Path:
    """Write a consistent copy into a folder; returns its file. Raises NotCopied."""
    file = database_file(url)
    if file is None:
        target = folder / POSTGRESQL
        _run(url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return target
    if not file.is_file():
        raise NotCopied(f"没有数据库 {file}")
    target = folder / SQLITE
    try:
        with (
            closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            (found,) = copy.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        raise NotCopied(f"数据库复制不了（{error}）") from None
    if found != "ok":
        raise NotCopied(f"数据库已损坏（{found}），请用以前的备份")
    return target


def is_empty(url: str) -> bool:
    """Whether nothing would be overwritten. Raises NotCopied."""
    file = database_file(url)
    if file is not None:
        return not file.exists()
    listed = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    return _run(url, "psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={listed}").strip() == "0"


def restore_from(url: str, copy: Path) -> None:
    """Put a copy in the place of the database. Nothing may be using it. Raises NotCopied."""
    file = database_file(url)
    if (file is None) != (copy.name == POSTGRESQL):
        raise NotCopied(f"备份是 {copy.name}，database.url 是另一种数据库")
    if file is None:
        _run(url, "pg_restore", "--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction",
             "--dbname=" + _without_password(make_url(url)), str(copy), dbname=False)  # fmt: skip
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    coming = file.with_name(file.name + ".restoring")
    shutil.copyfile(copy, coming)
    for beside in ("-wal", "-shm"):
        file.with_name(file.name + beside).unlink(missing_ok=True)
    coming.replace(file)


def _run(url: str, program: str, *arguments: str, dbname: bool = True) -> str:
    """The password goes through the environment: arguments can be read by everybody on the machine."""
    place = make_url(url)
    found = shutil.which(program)
    if found is None:
        raise NotCopied(f"找不到 {program}。请安装 PostgreSQL 的客户端程序（版本不低于服务器）")
    environ: Mapping[str, str] = os.environ | ({"PGPASSWORD": str(place.password)} if place.password else {})
    where = ["--dbname=" + _without_password(place)] if dbname else []
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, without a shell
        [found, *where, *arguments], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"退出码 {done.returncode}"]
        raise NotCopied(f"{program}：{lines[-1]}")
    return done.stdout


def _without_password(place: URL) -> str:
    own = without_option(place)
    return own.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
