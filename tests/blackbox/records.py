"""The stored rows, read with the databases' drivers and without the program's code."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Sequence
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


def out_of_order(url: str, shown: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of messages of one reader and lane that were shown in another order than they were queued."""
    places, odd = {msgid: place for place, msgid in enumerate(shown)}, []
    last: dict[tuple[str, int], str] = {}
    query = "select user_index, lane, message_id from outbox where kind = 'send' and message_id != '' order by id"
    for reader, lane, msgid in rows(url, query):
        before = last.get((reader, lane), msgid)
        if places.get(before, -1) > places.get(msgid, len(shown)):
            odd.append((before, msgid))
        last[reader, lane] = msgid
    return odd


def slowest(url: str) -> float:
    """Seconds from queueing to sent of the slowest message, by each time it was taken for sending (PostgreSQL)."""
    query = (
        "select max(extract(epoch from sent_at - created_at)::float / greatest(taken, 1)) from outbox "
        "where sent_at is not null and reason = ''"
    )
    return float(rows(url, query)[0][0] or 0.0)
