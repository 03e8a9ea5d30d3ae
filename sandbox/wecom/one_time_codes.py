"""One-time codes: a card's response codes (72 hours) and login codes (5 minutes)."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from clock.time_source import Clock

KEPT = 10_000


@dataclass(slots=True)
class _Entry:
    meaning: str
    until: datetime
    used: bool = False


class CodeUnknown(KeyError):
    """This code was never issued."""


class CodeExpired(KeyError):
    """The code's lifetime has ended."""


class CodeUsed(KeyError):
    """The code was used before."""


class OneTimeCodes:
    """Issues codes for a value (a task id, a user id); each can be redeemed once."""

    def __init__(self, clock: Clock, lifetime: timedelta) -> None:
        self._clock = clock
        self._lifetime = lifetime
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    def issue(self, meaning: str) -> str:
        code = secrets.token_urlsafe(32)
        self._entries[code] = _Entry(meaning, self._clock.now() + self._lifetime)
        while len(self._entries) > KEPT:
            self._entries.popitem(last=False)
        return code

    def peek(self, code: str, *, again: bool = False) -> str:
        """The value of a code that can still be redeemed; `again` accepts a used one (a lenient server)."""
        entry = self._entries.get(code)
        if entry is None:
            raise CodeUnknown(code)
        if entry.until <= self._clock.now():
            raise CodeExpired(code)
        if entry.used and not again:
            raise CodeUsed(code)
        return entry.meaning

    def redeem(self, code: str, *, again: bool = False) -> str:
        meaning = self.peek(code, again=again)
        self._entries[code].used = True
        return meaning
