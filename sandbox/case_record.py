"""The bot's own record of cases and forms, read from its database file and never written: what really happened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

WAIT = 5.0  # seconds for a writer in the way


@dataclass(frozen=True, slots=True)
class RecordedCase:
    """One ticket with the names of its steps, oldest first."""

    id: int
    number: str
    state: str
    outcome: str
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form somebody is filling in: the question it stands at, empty for the last look before it is sent."""

    name: str
    question: str
    person: int
    case: int | None


class CaseRecord:
    """Reads the rehearsal's SQLite file, over a connection of its own for each look."""

    def __init__(self, database: Path) -> None:
        self._address = f"file:{database}?mode=ro"

    def cases(self, after: int = 0) -> list[RecordedCase]:
        """Every case with a higher id than this one, in the order of filing."""
        with self._open() as rows:
            return _cases(rows, after)

    def look(self, after: int) -> tuple[list[RecordedCase], list[OpenForm]]:
        """Cases and open forms of one instant: a form that becomes a step is never neither."""
        with self._open() as rows:
            return _cases(rows, after), _forms(rows)

    def case(self, number: str) -> RecordedCase | None:
        return next((each for each in self.cases() if each.number == number), None)

    def newest(self) -> int:
        """The id of the newest case, 0 where there is none."""
        with self._open() as rows:
            return int(rows.execute("SELECT coalesce(max(id), 0) FROM tickets").fetchone()[0])

    def forms(self) -> list[OpenForm]:
        """Every form that is open, the one touched last at the end."""
        with self._open() as rows:
            return _forms(rows)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._address, uri=True, timeout=WAIT)) as connection:
            connection.isolation_level = None
            connection.execute("BEGIN")
            yield connection


def _cases(rows: sqlite3.Connection, after: int) -> list[RecordedCase]:
    lines = rows.execute("SELECT ticket_id, action FROM history WHERE ticket_id > ? ORDER BY id", (after,))
    acts: dict[int, list[str]] = {}
    for case, action in lines:
        acts.setdefault(case, []).append(action)
    query = "SELECT id, number, state, coalesce(outcome, '') FROM tickets WHERE id > ? ORDER BY id"
    found = rows.execute(query, (after,))
    return [RecordedCase(row[0], row[1], row[2], row[3], tuple(acts.get(row[0], ()))) for row in found]


def _forms(rows: sqlite3.Connection) -> list[OpenForm]:
    query = "SELECT form, step, person_id, ticket_id FROM drafts WHERE state = 'active' ORDER BY updated_at, id"
    return [OpenForm(*row) for row in rows.execute(query)]
