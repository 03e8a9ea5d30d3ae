"""WeCom as a bot.ports.ChatPlatform; no WeCom term leaves this package."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import IO, Any

from bot.ports import Capabilities, Finding, Media, Member, Menu, PlatformError, Receipt
from clock.time_source import Clock, FileClock, SystemClock
from platforms.callback_outcome import Observe, log_outcome
from platforms.wecom import checkup, login, members, menu, send
from platforms.wecom import media as files
from platforms.wecom.api import Api
from platforms.wecom.backoff import Backoff
from platforms.wecom.callback import Accept, CallbackEndpoint
from platforms.wecom.errors import policy_for
from platforms.wecom.limits import Message, fit
from platforms.wecom.rate_limit import Throttle
from platforms.wecom.send_deduplication import Intervals
from platforms.wecom.settings import Settings
from platforms.wecom.transport import Json

log = logging.getLogger(__name__)

NO_CARDS = {  # caused by the state of the console or the server at that moment (section 14); the remedy
    "40008": "；没有卡片的旧版请将 wecom.capabilities.cards 设为 false",  # the message type is unknown here
    "43012": "",  # no callback URL is set for clicks
}
WORDS_FIRST, WORDS_LAST = timedelta(minutes=1), timedelta(minutes=10)  # backoff for cards


class WeCom:
    """One self-built app of one tenant. Every method may raise PlatformError; thread-safe."""

    name = "wecom"

    def __init__(self, settings: Settings, clock: Clock, tick: Callable[[], float] = monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._throttle = Throttle(settings.minute_limit, settings.hour_limit, settings.day_limit)
        self._api = Api(settings, clock, self._throttle, tick)
        self._intervals = Intervals()
        self._cards = Backoff(clock, WORDS_FIRST, WORDS_LAST, tick=tick)
        self._own = Capabilities(**settings.capabilities.model_dump())
        self._without_cards = replace(self._own, cards=False, update=False)

    @property
    def dialect(self) -> str:
        return "wecom" if self.capabilities.cards else "wecom_text"

    @property
    def capabilities(self) -> Capabilities:
        """As configured, without cards for a while after the platform has refused one."""
        return self._without_cards if self._cards.is_active or not self._own.cards else self._own

    def callback_endpoint(self, accept: Accept, observe: Observe = log_outcome) -> CallbackEndpoint:
        """The ASGI application for the callback URL."""
        return CallbackEndpoint(self._settings, self._clock, accept, on_time=self.stamped, observe=observe)

    @property
    def reader_limits(self) -> tuple[tuple[int, timedelta], ...]:
        return self._throttle.reader_limits

    def wait(self, user: str, now: datetime) -> timedelta:
        return self._throttle.wait(user, now)

    def send(self, user: str, message: Mapping[str, Any], *, key: str) -> Receipt:
        """A text beyond the platform's limit is sent in numbered parts; the receipt is the last part's.

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
        """A refused card is to be rendered again as text: private editions know no cards (section 9.3)."""
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
        """The error for a refused card; where all cards are refused, the backoff for cards starts."""
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
        """Upload a file; `kind` is `file` or `image`, as in the message that will carry it."""
        return files.upload(self._api, media, kind)

    def fetch(self, media_id: str, into: IO[bytes] | None = None) -> Media:
        return files.fetch(self._api, media_id, into)

    def login_url(self, redirect: str, state: str) -> str:
        return login.login_url(self._settings, redirect, state)

    def who(self, code: str) -> str:
        return login.who(self._api, self._settings, code)

    def look_up(self, user: str) -> Member:
        return members.look_up(self._api, user)

    def publish_menu(self, entries: Menu) -> None:
        menu.publish(self._api, self._settings.agent_id, entries)

    def check(self, entries: Menu) -> Iterator[Finding]:
        return checkup.check(self._api, self._settings, SystemClock(), entries)

    def health_problems(self) -> Iterator[str]:
        """Current problems, one line each (refusals, clock skew), with start time and remedy."""
        refusal = self._cards.refusal
        if refusal is not None:
            code = refusal.error.code
            why = f"{code} {policy_for(int(code)).text}{NO_CARDS[code]}"
            yield f"企业微信：平台暂不接受卡片（{why}），{refusal.began} 起改发文字，{refusal.again} 再试"
        yield from self._api.health_problems()

    @property
    def cards_refused(self) -> bool:
        """Whether the last card was refused because of its type."""
        return self._cards.refusal is not None

    @property
    def clock_skew(self) -> float:
        """Seconds by which this machine's clock was ahead of the platform's at the last comparison."""
        return self._api.skew.seconds

    def stamped(self, theirs: datetime, ours: datetime) -> None:
        """Measure the clock skew by a callback's timestamp; in a rehearsal the stand-in signs by the moved clock."""
        if not isinstance(self._clock, FileClock):
            self._api.skew.observe(theirs, ours)
