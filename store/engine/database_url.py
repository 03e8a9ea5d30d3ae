"""Addresses of databases: what is wrong with one, and what may be shown of it."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

KINDS = ("sqlite", "postgresql", "postgresql+psycopg")
ABSOLUTE = ("etc/", "home/", "mnt/", "opt/", "root/", "srv/", "tmp/", "usr/", "var/lib/", "data/")


def problem(url: str) -> str:
    """What is wrong with an address, without quoting any of it; empty where nothing is."""
    kind, separator, rest = url.partition("://")
    if not separator or kind not in KINDS:
        return "应以 sqlite:/// 或者 postgresql:// 开头"
    if kind == "sqlite":
        return _of_file(rest)
    authority, slash, _ = rest.partition("/")
    if rest.count("@") > 1 or (not authority.count("@") and "@" in rest) or re.search(r"[?#]", rest.partition("@")[0]):
        return "口令里的 @ : / ? # 要写成 %40 %3A %2F %3F %23"
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        return "应写成 postgresql://user:password@host:5432/name"
    return "" if slash else "没有写库名，应写成 postgresql://user:password@host:5432/name"


def _of_file(rest: str) -> str:
    if rest.removeprefix("/").startswith(ABSOLUTE):
        return f"sqlite:/// 后面是相对路径；绝对路径要四个斜线，如 sqlite:////{rest.removeprefix('/')}"
    return "" if rest.startswith("/") else "应写成 sqlite:///相对路径 或者 sqlite:////绝对路径"


def shown(url: str) -> str:
    """The file in full, or host, port and name: nothing secret."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite":
        file = database_file(url)
        return str(file.resolve()) if file is not None else ":memory:"
    return f"{place.host or '本机'}:{place.port or 5432}/{place.database}"


def database_file(url: str) -> Path | None:
    """The file of an SQLite database; None for others."""
    place = make_url(url)
    is_file = place.get_backend_name() == "sqlite" and place.database not in (None, "", ":memory:")
    return Path(str(place.database)) if is_file else None
