"""Which PostgreSQL a server speaks, also where a relative of PostgreSQL names itself otherwise (信创 databases)."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import URL

OPTION = "server_version"  # of `database.url`: ?server_version=12 where nothing is recognised
_NAMED = re.compile(r"(?:PostgreSQL|EnterpriseDB) (\d+)(?:\.(\d+))?(?:\.(\d+))?")
# By their makers' own words; tried with their strings only, on no server of theirs.
_RELATIVES = (
    (re.compile(r"KingbaseES V00[89]"), (12, 1)),
    (re.compile(r"openGauss|gaussdb|GaussDB"), (9, 2, 4)),
)
_OLDEST = (9, 0)

Version = tuple[int, ...]


class UnknownServer(ValueError):
    """`str()` is one line for the operator."""


def recognise(told: str, wanted: str = "", reported: int = 0) -> Version:
    """By the setting; else by the words of `version()`; else by the number that the connection reports (120004)."""
    if wanted:
        return _set(wanted)
    named = _NAMED.search(told)
    if named:
        return tuple(int(part) for part in named.groups() if part is not None)
    number = (reported // 10000, reported % 10000) if reported >= 100000 else (reported // 10000, reported // 100 % 100)
    if number >= _OLDEST:
        return number
    for words, version in _RELATIVES:
        if words.search(told):
            return version
    raise UnknownServer(
        f"认不出数据库的版本（{told[:60]}）：在 database.url 末尾写它相当于 PostgreSQL 的第几版，如 ?{OPTION}=12"
    )


def _set(wanted: str) -> Version:
    if not re.fullmatch(r"\d{1,2}(\.\d{1,3}){0,2}", wanted):
        raise UnknownServer(f"database.url 中的 {OPTION} 应为版本号，如 12 或者 12.1")
    return tuple(int(part) for part in wanted.split("."))


def without_option(place: URL) -> URL:
    """The address as the database's own programs take it."""
    return place.difference_update_query([OPTION])


def use_on(engine: Engine, place: URL) -> None:
    """Have the dialect of this engine recognise its server as `recognise` does."""
    wanted = str(place.query.get(OPTION, ""))

    def version(connection: Any) -> Version:
        told = str(connection.exec_driver_sql("SELECT pg_catalog.version()").scalar())
        return recognise(told, wanted, connection.connection.driver_connection.info.server_version)

    engine.dialect._get_server_version_info = version  # type: ignore[method-assign]
