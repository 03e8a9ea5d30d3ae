"""Lower bound for filing and accepting on SQLite: the same rows by plain SQL, in one durable transaction."""

from __future__ import annotations

import sqlite3
import time
from itertools import count
from pathlib import Path

SCHEMA = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE tickets (id INTEGER PRIMARY KEY, number TEXT UNIQUE, state TEXT, seq INTEGER, version INTEGER, body TEXT);
CREATE TABLE clocks (id INTEGER PRIMARY KEY, ticket_id INTEGER, kind TEXT, due_at TEXT, stopped_at TEXT);
CREATE INDEX ix_due ON clocks (due_at) WHERE stopped_at IS NULL;
CREATE TABLE history (id INTEGER PRIMARY KEY, ticket_id INTEGER, seq INTEGER, line TEXT, UNIQUE (ticket_id, seq));
CREATE TABLE texts (id INTEGER PRIMARY KEY, ticket_id INTEGER, seq INTEGER, sealed TEXT);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, dedupe TEXT UNIQUE, lane INTEGER, next_at TEXT, payload BLOB);
CREATE INDEX ix_next ON outbox (lane, next_at);
CREATE TABLE days (day TEXT PRIMARY KEY, last INTEGER);
"""
LINE, SEALED, CARD = "x" * 900, "y" * 120, b"z" * 900


class RawTickets:
    """No rules, no checks, no encryption, no objects: what is left is the disk and the SQL."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.executescript(SCHEMA)
        self.numbers = count(1)
        self.filed: list[str] = []

    def work(self, kind: str, times: int) -> float:
        step = self.create if kind == "create" else self.change
        began = time.perf_counter()
        for _ in range(times):
            self.connection.execute("BEGIN IMMEDIATE")
            step()
            self.connection.execute("COMMIT")
        return (time.perf_counter() - began) / times

    def create(self) -> None:
        run, number = self.connection.execute, f"CN-{next(self.numbers):09d}"
        run("INSERT INTO days VALUES ('2026-09-16', 1) ON CONFLICT (day) DO UPDATE SET last = last + 1")
        row = run("INSERT INTO tickets VALUES (NULL, ?, '待预审', 1, 1, ?)", (number, LINE)).lastrowid
        run("INSERT INTO clocks VALUES (NULL, ?, '收办意见', '2026-09-17 16:00:00', NULL)", (row,))
        run("INSERT INTO history VALUES (NULL, ?, 1, ?)", (row, LINE))
        for _ in range(2):
            run("INSERT INTO texts VALUES (NULL, ?, 1, ?)", (row, SEALED))
        self._cards(number, 1)
        self.filed.append(number)

    def change(self) -> None:
        run, number = self.connection.execute, self.filed.pop()
        row, version = run("SELECT id, version FROM tickets WHERE number = ?", (number,)).fetchone()
        run("SELECT * FROM clocks WHERE ticket_id = ?", (row,)).fetchall()
        run("UPDATE clocks SET stopped_at = '2026-09-16' WHERE ticket_id = ?", (row,))
        run("INSERT INTO clocks VALUES (NULL, ?, '平台核查', '2026-09-18 16:00:00', NULL)", (row,))
        sql = "UPDATE tickets SET state = '平台核查中', seq = 2, version = 2 WHERE id = ? AND version = ?"
        run(sql, (row, version))
        run("INSERT INTO history VALUES (NULL, ?, 2, ?)", (row, LINE))
        self._cards(number, 2)

    def _cards(self, number: str, seq: int) -> None:
        for place in range(3):
            values = (f"{number}:{seq}:{place}", 2, "2026-09-16 04:00:00", CARD)
            self.connection.execute("INSERT INTO outbox VALUES (NULL, ?, ?, ?, ?)", values)
