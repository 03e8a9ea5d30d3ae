"""All state of one stand-in: a company, its app, their messages and requests."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from clock.time_source import Clock
from sandbox.wecom.crypto import Seal
from sandbox.wecom.directory import Directory
from sandbox.wecom.errors import ApiError
from sandbox.wecom.faults import Faults
from sandbox.wecom.groups import Groups
from sandbox.wecom.media import MediaStore
from sandbox.wecom.message_store import MessageStore
from sandbox.wecom.one_time_codes import OneTimeCodes
from sandbox.wecom.rate_limit import Throttle
from sandbox.wecom.settings import Settings, Switches
from sandbox.wecom.token import TokenBox

TASKS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer of message/send, kept for the duplicate check and for recall."""

    msgid: str
    at: datetime
    until: datetime
    reply: Mapping[str, Any]


class Tenant:
    """Handlers change it under `lock`; every collection is bounded, so memory stays bounded in a long rehearsal."""

    def __init__(self, settings: Settings, clock: Clock, directory: Directory, *, kept: int = TASKS_KEPT) -> None:
        """`kept` cards and requests are remembered."""
        self.settings, self._kept = settings, kept
        self.clock = clock
        self.seal = Seal(settings.token, settings.aes_key, settings.corp_id)
        self.lock = threading.RLock()
        self.messages = MessageStore()
        self.begin(directory)

    def begin(self, directory: Directory) -> None:
        """As new, with these people: nothing sent, nothing issued, no faults; readers of the messages stay."""
        clock = self.clock
        self.directory = directory
        self.switches = Switches()
        self.tokens = TokenBox(clock)
        self.media = MediaStore(clock)
        self.groups = Groups()
        self.messages.clear()
        self.throttle = Throttle()
        self.faults = Faults()
        self.response_codes = OneTimeCodes(clock, timedelta(hours=72))
        self.login_codes = OneTimeCodes(clock, timedelta(minutes=5))
        self.tickets = OneTimeCodes(clock, timedelta(seconds=1800))
        self.tasks: OrderedDict[str, str] = OrderedDict()  # task_id -> card_type as sent
        self.sent: OrderedDict[str, Sent] = OrderedDict()  # digest of the request -> what it got
        self.menu: Mapping[str, Any] | None = None

    def remember_task(self, task_id: str, card_type: str) -> None:
        self.tasks[task_id] = card_type
        while len(self.tasks) > self._kept:
            self.tasks.popitem(last=False)

    def remember_sent(self, digest: str, sent: Sent) -> None:
        self.sent[digest] = sent
        while len(self.sent) > self._kept:
            self.sent.popitem(last=False)

    def owner(self, userid: str) -> str:
        """The stored spelling of a member's id, the key of their chat; 60111 where the app doesn't reach them."""
        member = self.directory.find(userid)
        if member is None:
            raise ApiError(60111, f"userid {userid[:64]}")
        return member.userid
