"""The stored rows, read with the databases' drivers and without the program's code."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from typing import Any

import psycopg


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            return database.execute(query).fetchall()
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def steps(url: str) -> dict[str, list[str]]:
    """The actions of every ticket, in the order of its history."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    query = "select t.number, h.action from history h join tickets t on t.id = h.ticket_id order by t.id, h.seq"
    for number, action in rows(url, query):
        found[number].append(action)
    return dict(found)


def inbox(url: str) -> dict[str, int]:
    """How many messages are in which state."""
    return dict(rows(url, "select state, count(*) from inbox group by state"))


def outbox(url: str) -> dict[str, int]:
    return dict(rows(url, "select state, count(*) from outbox group by state"))


def quiet(url: str) -> bool:
    """Whether inbox and outbox are empty."""
    return "received" not in inbox(url) and not {"pending", "sending"} & set(outbox(url))


def answers(url: str) -> int:
    """The number of answers to incoming messages."""
    return int(rows(url, "select count(*) from outbox where dedupe like 'answer:%'")[0][0])


def sent(url: str) -> Counter[str]:
    """The platform's id of every message that is recorded as sent."""
    return Counter(row[0] for row in rows(url, "select message_id from outbox where message_id != ''"))


def proven(url: str) -> int:
    """How many messages are recorded as sent because their reader pressed them: the platform's answer was lost."""
    known = "state in ('sent', 'read') and message_id = '' and reason <> ''"
    return int(rows(url, f"select count(*) from outbox where {known}")[0][0])


def withdrawn(url: str) -> int:
    """How many messages were superseded after an attempt whose answer was lost or a refusal: some have arrived."""
    tried = "state = 'superseded' and attempts > 0 and kind <> 'update'"
    return int(rows(url, f"select count(*) from outbox where {tried}")[0][0])
