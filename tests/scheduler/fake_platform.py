"""A fake platform: records messages, drops duplicates by their idempotency key, and fails as configured."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import IO, Any

from bot.ports import Capabilities, Finding, Media, Member, Menu, PlatformError, Presence, Receipt

CODE_LIVES = timedelta(hours=72)
Mishap = Callable[[str, Mapping[str, Any]], PlatformError | None]


@dataclass(frozen=True)
class Sent:
    """One message as it was delivered."""

    user: str
    message: dict[str, Any]
    key: str
    at: datetime

    @property
    def text(self) -> str:
        return json.dumps(self.message, ensure_ascii=False)


class FakePlatform:
    """Satisfies bot.ports.ChatPlatform. `arrived` is what the people see, `repeats` what was recognised and dropped."""

    dialect = "wecom"

    def __init__(self, now: Callable[[], datetime], name: str = "wecom") -> None:
        self.name = name
        self.capabilities = Capabilities()
        self.arrived: list[Sent] = []
        self.updated: list[Sent] = []
        self.repeats: list[str] = []
        self.files: dict[str, Media] = {}
        self.before: Mishap = lambda user, message: None  # raises before the message is accepted
        self.after: Mishap = lambda user, message: None  # raises after the message was accepted, as a lost answer
        self.pauses: dict[str, timedelta] = {}  # rate limit: how long to hold back messages to a user
        self.reader_limits: tuple[tuple[int, timedelta], ...] = ()
        self.on_send: Callable[[str], None] = lambda user: None  # hook, e.g. to delay or to act concurrently
        self.members: dict[str, Member] = {}
        self.asked: list[str] = []
        self._codes: dict[str, tuple[str, datetime]] = {}
        self._now = now
        self._lock = threading.Lock()

    def wait(self, user: str, now: datetime) -> timedelta:
        return self.pauses.get(user, timedelta())

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        self.on_send(user)
        _raise(self.before(user, message))
        with self._lock:
            sent = Sent(user, dict(message), key, self._now())
            if any(known.key == key for known in self.arrived):
                self.repeats.append(key)
            else:
                self.arrived.append(sent)
            code, until = f"code-{key}", self._now() + CODE_LIVES
            self._codes[code] = (user, until)
        _raise(self.after(user, message))
        return Receipt(f"msg-{key}", code, until)

    def give_code(self, code: str, user: str) -> None:
        """The one-use code that a press brings."""
        self._codes[code] = (user, self._now() + CODE_LIVES)

    def update(self, user: str, message: Mapping[str, Any], *, code: str) -> None:
        _raise(self.before(user, message))
        owner, until = self._codes.pop(code, ("", self._now()))
        if owner != user or until <= self._now():
            raise PlatformError("code is spent", retryable=False, code="60140", code_spent=True)
        self.updated.append(Sent(user, dict(message), code, self._now()))

    def upload(self, media: Media, kind: str = "file") -> str:
        self.files[media.name] = replace(
            media, content=media.content if isinstance(media.content, bytes) else media.content.read()
        )
        return f"media-{media.name}"

    def fetch(self, media_id: str, into: IO[bytes] | None = None) -> Media:
        _raise(self.before("", {"media_id": media_id}))
        if media_id not in self.files:
            raise PlatformError("no such media", retryable=False, code="40007")
        media = self.files[media_id]
        if into is None or not isinstance(media.content, bytes):
            return media
        into.write(media.content)
        return replace(media, content=into)

    def login_url(self, redirect: str, state: str) -> str:
        return f"{redirect}?{state}"

    def who(self, code: str) -> str:
        _raise(self.before(code, {"code": code}))
        return code

    def look_up(self, user: str) -> Member:
        """Everybody is here who is not named in `members`."""
        self.asked.append(user)
        _raise(self.before(user, {"look_up": user}))
        return self.members.get(user, Member(Presence.HERE))

    def publish_menu(self, entries: Menu) -> None:
        """Ignored."""

    def check(self, entries: Menu) -> Iterable[Finding]:
        return ()

    def to(self, user: str, *words: str) -> list[Sent]:
        """The messages to this person that contain all of these texts."""
        return [sent for sent in self.arrived if sent.user == user and all(word in sent.text for word in words)]

    def keys(self) -> list[str]:
        return [sent.key for sent in self.arrived]


def _raise(error: PlatformError | None) -> None:
    if error is not None:
        raise error


def times(number: int, error: PlatformError) -> Mishap:
    """This error for the first `number` calls, then none."""
    left = [number]

    def mishap(_user: str, _message: Mapping[str, Any]) -> PlatformError | None:
        left[0] -= 1
        return error if left[0] >= 0 else None

    return mishap
