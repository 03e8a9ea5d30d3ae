"""All the state of one stand-in: a company, its app, and everything that passed between them."""

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
from sandbox.wecom.faults import Faults
from sandbox.wecom.media import MediaStore
from sandbox.wecom.message_store import Mailroom
from sandbox.wecom.one_time_codes import OnceCodes
from sandbox.wecom.rate_limit import Throttle
from sandbox.wecom.settings import Settings, Switches
from sandbox.wecom.token import TokenBox

TASKS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What message/send answered, remembered for the duplicate check and for recall."""

    msgid: str
    at: datetime
    until: datetime
    reply: Mapping[str, Any]


class Tenant:
    """Handlers change it under `lock`; it is bounded everywhere, so a long rehearsal does not eat the machine."""

    def __init__(self, settings: Settings, clock: Clock, directory: Directory, *, kept: int = TASKS_KEPT) -> None:
        """`kept` cards and requests are remembered."""
        self.settings, self._kept = settings, kept
        self.clock = clock
        self.directory = directory
        self.switches = Switches()
        self.seal = Seal(settings.token, settings.aes_key, settings.corp_id)
        self.lock = threading.RLock()
        self.tokens = TokenBox(clock)
        self.media = MediaStore(clock)
        self.mail = Mailroom()
        self.throttle = Throttle()
        self.faults = Faults()
        self.response_codes = OnceCodes(clock, timedelta(hours=72))
        self.login_codes = OnceCodes(clock, timedelta(minutes=5))
        self.tickets = OnceCodes(clock, timedelta(seconds=1800))
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
        """The stored spelling of a member's id, by which the chats are kept."""
        return self.directory.get(userid).userid
