"""What lies in every member's chat with the app, and a bell for those who watch it."""

from __future__ import annotations

import itertools
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

KEPT = 400  # messages per chat


@dataclass(slots=True)
class Message:
    """One bubble on one phone; a card sent to three members is three of these, which part when they are updated."""

    number: int
    user: str
    kind: str  # the msgtype
    content: Mapping[str, Any]
    at: datetime
    mine: bool = False  # the member wrote it
    msgid: str = ""
    task_id: str = ""
    caption: str = ""  # grey words in place of the buttons, after an update
    note: str = ""  # how an own message fared on its way to the app
    recalled: bool = False
    version: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the wire's journal; never a secret, never a body."""

    number: int
    at: datetime
    direction: str  # "api": the bot called us; "callback": we called the bot
    subject: str
    outcome: str
    good: bool
    version: int


@dataclass(slots=True)
class Mailroom:
    """Every change gets the next version; who knows a version can ask for all that is newer, and wait for more."""

    chats: dict[str, deque[Message]] = field(default_factory=dict)
    journal: deque[Entry] = field(default_factory=lambda: deque(maxlen=300))
    version: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _bell: threading.Condition = field(default_factory=threading.Condition)

    def add(self, user: str, kind: str, content: Mapping[str, Any], at: datetime, **more: Any) -> Message:
        with self._bell:
            message = Message(next(self._numbers), user, kind, content, at, **more)
            self.chats.setdefault(user, deque(maxlen=KEPT)).append(message)
            self._ring(message)
            return message

    def change(self, message: Message, **values: Any) -> None:
        with self._bell:
            for name, value in values.items():
                setattr(message, name, value)
            self._ring(message)

    def note(self, at: datetime, direction: str, subject: str, outcome: str, *, good: bool) -> None:
        with self._bell:
            self.version += 1
            line = Entry(next(self._numbers), at, direction, subject[:120], outcome[:300], good, self.version)
            self.journal.append(line)
            self._bell.notify_all()

    def ring(self) -> None:
        """Wake the watchers for a change that is not a message (the clock was moved)."""
        with self._bell:
            self.version += 1
            self._bell.notify_all()

    def find(self, test: Callable[[Message], bool]) -> list[Message]:
        with self._bell:
            return [message for chat in self.chats.values() for message in chat if test(message)]

    def newer(self, version: int) -> tuple[int, list[Message], list[Entry]]:
        """The present version, and the messages and journal lines changed after the one given, oldest first."""
        with self._bell:
            messages = [each for chat in self.chats.values() for each in chat if each.version > version]
            entries = [each for each in self.journal if each.version > version]
            return self.version, sorted(messages, key=lambda each: each.number), entries

    def wait(self, version: int, seconds: float) -> bool:
        """Until something newer than `version` is there; False when the seconds ran out."""
        with self._bell:
            return self._bell.wait_for(lambda: self.version > version, timeout=seconds)

    def _ring(self, message: Message) -> None:
        self.version += 1
        message.version = self.version
        self._bell.notify_all()
