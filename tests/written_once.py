"""What most tests begin with, made once a process: the shipped law, and databases that are copied when filled."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

from bot.laws import LawsInForce
from regulation.holiday_notices import shipped_notices
from regulation.rulebook_file import load_rulebooks

RULEBOOKS, NOTICES = load_rulebooks(), shipped_notices()
_FILLED: dict[Hashable, bytes] = {}


def shipped_laws() -> LawsInForce:
    """The law of a new process without notices or closures of its own."""
    return LawsInForce(RULEBOOKS, NOTICES, {})


def filled(url: str, name: Hashable, fill: Callable[[], object]) -> None:
    """Fill a new database that nobody has opened yet: on SQLite by a copy of the first that was filled as `name`."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite" or not place.database:
        fill()
        return
    if name in _FILLED:
        Path(place.database).write_bytes(_FILLED[name])
        return
    fill()
    with closing(sqlite3.connect(place.database)) as database:
        _FILLED[name] = database.serialize()
