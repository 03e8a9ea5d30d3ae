"""WeCom as the bot sees any platform: the methods of bot.ports.Platform, and nothing of the wire in their results."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.ports import Call, Capabilities, Finding, Media, Member, Menu, PlatformError, Receipt
from clock import Clock, SystemClock
from platforms.wecom import checkup, contacts, login, menu, sending
from platforms.wecom import media as files
from platforms.wecom.api import Api
from platforms.wecom.door import Door
from platforms.wecom.limits import Message, fit
from platforms.wecom.settings import Settings
from platforms.wecom.throttle import Throttle
from platforms.wecom.transport import Json

log = logging.getLogger(__name__)

NO_CARDS = ("40008", "43012")  # the type is unknown here; or no callback address is set for clicks


class WeCom:
    """One self-built app of one tenant. Every method may raise PlatformError and be called from several threads."""

    name = "wecom"

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._throttle = Throttle(settings.minute_limit, settings.hour_limit, settings.day_limit)
        self._api = Api(settings, clock, self._throttle)
        self._cards_refused = False

    @property
    def dialect(self) -> str:
        return "wecom" if self.capabilities.cards else "wecom_text"

    @property
    def capabilities(self) -> Capabilities:
        """As configured, less the cards once the platform has said that it takes none."""
        own = self._settings.capabilities
        return replace(own, cards=False, update=False) if self._cards_refused or not own.cards else own

    def door(
        self,
        accept: Callable[[Call], Awaitable[None]],
        passive: Callable[[Call], Awaitable[str]] | None = None,
        on_time: Callable[[datetime, datetime], None] | None = None,
    ) -> Door:
        """The ASGI application for the callback's address; see Door."""
        return Door(self._settings, self._clock, accept, passive, on_time=on_time)

    def wait(self, user: str, now: datetime) -> timedelta:
        return self._throttle.wait(user, now)

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        """A text beyond the platform's size goes out in numbered parts; the receipt is the last one's.

        Sending again after a failure repeats the parts that arrived; their bytes are the same, so the platform
        drops them.
        """
        sending.one_member(user)
        answer: dict[str, Any] = {}
        for number, part in enumerate(fit(message)):
            self._throttle.record(user, self._clock.now())
            answer = self._send(user, part, f"{key}/{number}")
        return sending.receipt(answer, self._clock.now())

    def _send(self, user: str, message: Message, key: str) -> Json:
        """A refused card is to be rendered anew, in words: private editions know no cards (section 9.3)."""
        try:
            return sending.send(self._api, self._settings.agent_id, user, message, key)
        except PlatformError as error:
            if error.code not in NO_CARDS or message["msgtype"] != "template_card":
                raise
            self._cards_refused = True
            log.error("this WeCom refuses cards (%s): words from now on; see wecom.capabilities", error.code)
            raise PlatformError(str(error), retryable=True, code=error.code) from None

    def update(self, user: str, message: Mapping[str, Any], *, code: str) -> None:
        if not code:
            raise PlatformError("没有更新码", retryable=False, code="60140", code_spent=True)
        sending.update(self._api, self._settings.agent_id, sending.one_member(user), message, code)

    def upload(self, media: Media, kind: str = "file") -> str:
        """`kind` is `file` or `image`, as the message that will carry it says."""
        return files.upload(self._api, media, kind)

    def fetch(self, media_id: str) -> Media:
        return files.fetch(self._api, media_id)

    def login_url(self, redirect: str, state: str) -> str:
        return login.login_url(self._settings, redirect, state)

    def who(self, code: str) -> str:
        return login.who(self._api, self._settings, code)

    def members(self) -> Iterator[Member]:
        return contacts.members(self._api)

    def publish_menu(self, entries: Menu) -> None:
        menu.publish(self._api, self._settings.agent_id, entries)

    def check(self) -> Iterator[Finding]:
        return checkup.check(self._api, self._settings, SystemClock())
