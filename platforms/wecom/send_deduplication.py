"""Idempotent sending: equal texts are two requests, a retry of one of them is the same request (section 4.1)."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import datetime, timedelta
from zlib import crc32

from platforms.wecom.limits import Message

LONGEST = 14400  # seconds: the longest time the platform remembers a request
SHORTEST = 600
WAYS = LONGEST - SHORTEST + 1


class Intervals:
    """The `duplicate_check_interval` of each message, in seconds. Thread-safe.

    The platform drops a duplicate of the very same request JSON for that long. A key gives the same interval each time,
    after a restart too; where the same text went to the same person under another key within the platform's memory,
    the next free interval is used. Of up to 13,801 such messages in four hours, sent by one process, no two are the
    same request. Bounds: a retry across a restart may differ where its interval was such a next one, and two
    processes may choose the same interval, each with a probability of 1 to 13,801.

    A template card differs by its task_id already, and is remembered as long as the platform can.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._given: dict[tuple[bytes, str], tuple[int, datetime]] = {}  # by text and key, the last sent at the end
        self._taken: set[tuple[bytes, int]] = set()

    def of(self, user: str, message: Message, key: str, now: datetime) -> int:
        if message["msgtype"] == "template_card" and message["template_card"].get("task_id"):
            return LONGEST
        words = _digest(user, message)
        with self._lock:
            self._forget(now - timedelta(seconds=LONGEST))
            known = self._given.pop((words, key), None)
            interval = known[0] if known else self._free(words, key)
            self._given[words, key] = interval, now
            self._taken.add((words, interval))
        return interval

    def _free(self, words: bytes, key: str) -> int:
        first = crc32(key.encode()) % WAYS
        ways = (SHORTEST + (first + step) % WAYS for step in range(WAYS))
        return next((way for way in ways if (words, way) not in self._taken), SHORTEST + first)

    def _forget(self, before: datetime) -> None:
        while self._given:
            oldest = next(iter(self._given))
            interval, sent_at = self._given[oldest]
            if sent_at >= before:
                return
            del self._given[oldest]
            self._taken.discard((oldest[0], interval))


def _digest(user: str, message: Message) -> bytes:
    content = json.dumps([user.lower(), message["msgtype"], message[message["msgtype"]]], sort_keys=True)
    return hashlib.sha256(content.encode()).digest()
