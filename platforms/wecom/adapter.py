"""WeCom as the bot sees any platform: bot.ports.ChatPlatform, with nothing of the wire in its results."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from bot.ports import Call, Capabilities, Finding, Media, Menu, PlatformError, Receipt
from clock.time_source import Clock, FileClock, SystemClock
from platforms.wecom import checkup, login, menu, send
from platforms.wecom import media as files
from platforms.wecom.api import Api
from platforms.wecom.backoff import Backoff
from platforms.wecom.callback import Door
from platforms.wecom.errors import policy_for
from platforms.wecom.limits import Message, fit
from platforms.wecom.rate_limit import Throttle
from platforms.wecom.send_deduplication import Intervals
from platforms.wecom.settings import Settings
from platforms.wecom.transport import Json

log = logging.getLogger(__name__)

NO_CARDS = {  # states of the console or the server at that moment (section 14), and what else mends them
    "40008": "；没有卡片的旧版请将 wecom.capabilities.cards 设为 false",  # the type is unknown here
    "43012": "",  # no callback address is set for clicks
}
WORDS_FIRST, WORDS_LAST = timedelta(minutes=1), timedelta(minutes=10)  # for how long words go instead of cards


class WeCom:
    """One self-built app of one tenant. Every method may raise PlatformError and be called from several threads."""

    name = "wecom"

    def __init__(self, settings: Settings, clock: Clock, tick: Callable[[], float] = monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._throttle = Throttle(settings.minute_limit, settings.hour_limit, settings.day_limit)
        self._api = Api(settings, clock, self._throttle, tick)
        self._intervals = Intervals()
        self._cards = Backoff(clock, WORDS_FIRST, WORDS_LAST, tick=tick)

    @property
    def dialect(self) -> str:
        return "wecom" if self.capabilities.cards else "wecom_text"

    @property
    def capabilities(self) -> Capabilities:
        """As configured, less the cards for a while after the platform has said that it takes none."""
        own = Capabilities(**self._settings.capabilities.model_dump())
        return replace(own, cards=False, update=False) if self._cards.is_active or not own.cards else own

    def door(self, accept: Callable[[Call], Awaitable[None]]) -> Door:
        """The ASGI application for the callback's address; see Door."""
        return Door(self._settings, self._clock, accept, on_time=self.stamped)

    def wait(self, user: str, now: datetime) -> timedelta:
        return self._throttle.wait(user, now)

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        """A text beyond the platform's size goes out in numbered parts; the receipt is the last one's.

        Sending again after a failure repeats the parts that arrived; their bytes are the same, so the platform
        drops them.
        """
        send.one_member(user)
        answer: dict[str, Any] = {}
        for number, part in enumerate(fit(message)):
            self._throttle.record(user, self._clock.now())
            answer = self._send(user, part, f"{key}/{number}")
        return send.receipt(answer, self._clock.now())

    def _send(self, user: str, message: Message, key: str) -> Json:
        """A refused card is to be rendered anew, in words: private editions know no cards (section 9.3)."""
        is_card = message["msgtype"] == "template_card"
        interval = self._intervals.of(user, message, key, self._clock.now())
        try:
            answer = send.send(self._api, self._settings.agent_id, user, message, interval)
        except PlatformError as error:
            raise (self._no_cards(error) if is_card else error) from None
        if is_card and self._cards.record_success():
            log.warning("this WeCom takes cards again")
        return answer

    def _no_cards(self, error: PlatformError) -> PlatformError:
        """The error to raise for a card that was refused; where it is about all cards, they rest from now on."""
        if error.code not in NO_CARDS:
            return error
        if self._cards.record_refusal(error):
            log.error("this WeCom refuses cards (%s): words for a while; see objection doctor", error.code)
        return PlatformError(error.text, retryable=True, hint=error.hint, code=error.code, cards_refused=True)

    def update(self, user: str, message: Mapping[str, Any], *, code: str) -> None:
        if not code:
            raise PlatformError("没有更新码", retryable=False, code="60140", code_spent=True)
        try:
            send.update(self._api, self._settings.agent_id, send.one_member(user), message, code)
        except PlatformError as error:
            raise self._no_cards(error) from None

    def upload(self, media: Media, kind: str = "file") -> str:
        """`kind` is `file` or `image`, as the message that will carry it says."""
        return files.upload(self._api, media, kind)

    def fetch(self, media_id: str) -> Media:
        return files.fetch(self._api, media_id)

    def login_url(self, redirect: str, state: str) -> str:
        return login.login_url(self._settings, redirect, state)

    def who(self, code: str) -> str:
        return login.who(self._api, self._settings, code)

    def publish_menu(self, entries: Menu) -> None:
        menu.publish(self._api, self._settings.agent_id, entries)

    def check(self) -> Iterator[Finding]:
        return checkup.check(self._api, self._settings, SystemClock())

    def troubles(self) -> Iterator[str]:
        """What this platform refuses or the clock forbids at present: a line each, with since when, and the cure."""
        refusal = self._cards.refusal
        if refusal is not None:
            code = refusal.error.code
            why = f"{code} {policy_for(int(code)).text}{NO_CARDS[code]}"
            yield f"企业微信：平台暂不接受卡片（{why}），{refusal.began} 起改发文字，{refusal.again} 再试"
        yield from self._api.troubles()

    @property
    def cards_refused(self) -> bool:
        """Whether the last card was refused as such."""
        return self._cards.refusal is not None

    @property
    def clock_skew(self) -> float:
        """Seconds that this machine's clock was ahead of the platform's when last compared."""
        return self._api.skew.seconds

    def stamped(self, theirs: datetime, ours: datetime) -> None:
        """When a callback was signed, and the machine's time: a stand-in signs by the rehearsal's clock."""
        if not isinstance(self._clock, FileClock):
            self._api.skew.observe(theirs, ours)
