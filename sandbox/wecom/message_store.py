"""Every member's chat with the app, versioned, with notification of waiting readers."""

from __future__ import annotations

import itertools
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sandbox.wecom.exchanges import KEPT as EXCHANGES
from sandbox.wecom.exchanges import Exchange

KEPT = 400  # messages per chat
Found = TypeVar("Found")


@dataclass(slots=True)
class Message:
    """One message on one phone; a card sent to three members is three of these, each updated on its own."""

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
    turn: int = 0  # among the numbers: when it came, or was last redrawn as a card that can be pressed
    exchanges: list[Exchange] = field(default_factory=list)  # what went over the wire, the latest few

    def keep(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        del self.exchanges[:-EXCHANGES]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal of requests; holds neither secrets nor bodies."""

    number: int
    at: datetime
    direction: str  # "api": the bot called us; "callback": we called the bot
    subject: str
    outcome: str
    good: bool
    version: int


@dataclass(slots=True)
class MessageStore:
    """Every change gets the next version number; readers get what is newer than a version, or wait for it."""

    kept: int = KEPT
    chats: dict[str, deque[Message]] = field(default_factory=dict)
    journal: deque[Entry] = field(default_factory=lambda: deque(maxlen=300))
    version: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _tasks: defaultdict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _changed: threading.Condition = field(init=False)
    _chat_changed: dict[str, threading.Condition] = field(default_factory=dict)  # by user; all share one lock

    def __post_init__(self) -> None:
        self._changed = threading.Condition(self._lock)

    def add(self, user: str, kind: str, content: Mapping[str, Any], at: datetime, **more: Any) -> Message:
        with self._changed:
            message = Message(next(self._numbers), user, kind, content, at, **more)
            message.turn = message.number
            chat = self.chats.setdefault(user, deque())
            chat.append(message)
            if message.task_id:
                self._tasks[message.task_id].append(message)
            if len(chat) > self.kept:
                self._file(chat.popleft(), "")
            self._notify(message)
            return message

    def change(self, message: Message, **values: Any) -> None:
        with self._changed:
            self._file(message, values.get("task_id", message.task_id))
            for name, value in values.items():
                setattr(message, name, value)
            if "content" in values and not values.get("caption"):
                message.turn = next(self._numbers)
            self._notify(message)

    def note(self, at: datetime, direction: str, subject: str, outcome: str, *, good: bool) -> None:
        with self._changed:
            self.version += 1
            line = Entry(next(self._numbers), at, direction, subject[:120], outcome[:300], good, self.version)
            self.journal.append(line)
            self._changed.notify_all()

    def notify_watchers(self) -> None:
        """Wake waiting readers for a change that is not a message (the clock was moved)."""
        with self._changed:
            self.version += 1
            self._changed.notify_all()

    def clear(self) -> None:
        """Forget every chat and the journal; version numbers and message numbers go on."""
        with self._changed:
            self.chats.clear()
            self.journal.clear()
            self._tasks.clear()
            self.version += 1
            self._changed.notify_all()

    def find(self, test: Callable[[Message], bool]) -> list[Message]:
        with self._changed:
            return [message for chat in self.chats.values() for message in chat if test(message)]

    @property
    def newest(self) -> int:
        """A number lower than that of every later message."""
        with self._changed:
            return next(self._numbers)

    def of(self, user: str) -> list[Message]:
        """One member's chat, oldest first."""
        with self._changed:
            return list(self.chats.get(user, ()))

    def move(self, old: str, new: str) -> None:
        """A member's chat goes with them to their new user id; whose id that was before keeps nothing there."""
        with self._changed:
            chat = self.chats.pop(old, deque())
            for message in chat:
                message.user = new
                self._notify(message)
            self.chats[new] = chat

    def copies(self, task_id: str) -> list[Message]:
        """Every copy of one card that is still in a chat."""
        with self._changed:
            return list(self._tasks.get(task_id, ())) if task_id else []

    def wait_at(self, user: str, find: Callable[[], Found | None], seconds: float) -> Found | None:
        """What `find` sees in this member's chat, at once or after something changed in it; None when time ran out."""
        with self._changed:
            if user not in self._chat_changed:
                self._chat_changed[user] = threading.Condition(self._lock)
            return self._chat_changed[user].wait_for(find, timeout=seconds)

    def newer(self, version: int) -> tuple[int, list[Message], list[Entry]]:
        """The present version, and the messages and journal lines changed after the one given, oldest first."""
        with self._changed:
            messages = [each for chat in self.chats.values() for each in chat if each.version > version]
            entries = [each for each in self.journal if each.version > version]
            return self.version, sorted(messages, key=lambda each: each.number), entries

    def wait(self, version: int, seconds: float) -> bool:
        """Until something newer than `version` is there; False when the seconds ran out."""
        with self._changed:
            return self._changed.wait_for(lambda: self.version > version, timeout=seconds)

    def _notify(self, message: Message) -> None:
        self.version += 1
        message.version = self.version
        self._changed.notify_all()
        if message.user in self._chat_changed:
            self._chat_changed[message.user].notify_all()

    def _file(self, message: Message, task_id: str) -> None:
        """Index a message by another task id, or by none once it is dropped."""
        if message.task_id and message.task_id != task_id:
            known = self._tasks[message.task_id]
            known.remove(message)
            if not known:
                del self._tasks[message.task_id]
        if task_id and message.task_id != task_id:
            self._tasks[task_id].append(message)
