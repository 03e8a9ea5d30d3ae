"""API calls with an access token: renewed and retried once when it is invalid; other errors by the table."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import monotonic
from typing import Any, TypeVar

import requests

from bot.ports import Blame, PlatformError
from clock.skew import ClockSkew
from clock.time_source import SHANGHAI, Clock
from platforms.wecom.errors import FREQUENT, error_for, policy_for, secret_error
from platforms.wecom.rate_limit import Bans, Throttle
from platforms.wecom.settings import Settings
from platforms.wecom.token import AccessToken
from platforms.wecom.transport import Json, Request, Transport, http_error, json_body

log = logging.getLogger(__name__)

T = TypeVar("T")
Read = Callable[[Request, requests.Response], T]


class Refused(Exception):
    """The platform answered with a code other than 0."""

    def __init__(self, answer: Json) -> None:
        super().__init__("the platform refused")
        self.code = error_code(answer)
        self.hint = str(answer.get("errmsg", ""))


class Api:
    """The app's API calls; every method raises PlatformError. Thread-safe."""

    def __init__(
        self, settings: Settings, clock: Clock, throttle: Throttle, tick: Callable[[], float] = monotonic
    ) -> None:
        self._settings, self._clock, self._throttle = settings, clock, throttle
        self.skew = ClockSkew("平台时间", tick)
        self._transport = Transport(settings, self.skew)
        self._bans = Bans()
        self._token = AccessToken(self._fetch_token, clock, tick)

    def get(self, path: str, **params: str) -> Json:
        return self.run(Request("GET", path, params), read_json)

    def post(self, path: str, body: Any, *, once: bool = False, **params: str) -> Json:
        return self.run(Request("POST", path, params, json_body(body), once=once), read_json)

    def run(self, request: Request, read: Read[T]) -> T:
        """`read` turns the answer into what the caller wants, and raises Refused where it holds a code."""
        self._hold_back(request.path)
        token = self._token.get()
        try:
            return self._once(request, token, read)
        except Refused as refused:
            if not policy_for(refused.code).renew:
                raise self._error(request, refused) from None
        log.info("wecom %s: the access token died early and is renewed", request.path)
        try:
            return self._once(request, self._token.replace(token), read)
        except Refused as refused:
            raise self._error(request, refused) from None

    def token(self) -> str:
        """For the self-test, whether the secret is accepted. The token is never shown."""
        return self._token.get()

    def health_problems(self) -> Iterator[str]:
        """What holds calls back at present, one line each; without the platform's text, because /healthz is public."""
        refusal = self._token.refusal
        if refusal is not None:
            why = secret_error(int(refusal.error.code), "")
            yield f"企业微信：取不到 access_token：{why}，{refusal.began} 起停止收发，{refusal.again} 再试"
        for path, until in self._bans.active(self._clock.now()):
            yield f"企业微信：{path} 调用过于频繁（{FREQUENT}），暂停到 {until.astimezone(SHANGHAI):%m-%d %H:%M}"
        yield from self.skew.health_problems()

    def _once(self, request: Request, token: str, read: Read[T]) -> T:
        with self._transport.send(request, {"access_token": token}) as response:
            result = read(request, response)
        self._bans.clear(request.path, self._clock.now())
        return result

    def _hold_back(self, path: str) -> None:
        """No call within a frequency ban, which it would prolong, nor beyond our rate limit, which would cause one."""
        now = self._clock.now()
        rest = self._bans.left(path, now) or self._throttle.pace(path, now)
        if rest:
            raise error_for(FREQUENT, rest=rest)

    def _error(self, request: Request, refused: Refused) -> PlatformError:
        hint = unnamed(request, refused.hint)
        log.warning("wecom %s refused: %s %.300s", request.path, refused.code, hint)
        if refused.code == FREQUENT:
            return error_for(FREQUENT, hint, self._bans.add(request.path, self._clock.now()))
        return error_for(refused.code, hint)

    def _fetch_token(self) -> tuple[str, timedelta]:
        request = Request("GET", "/cgi-bin/gettoken")
        self._hold_back(request.path)
        secret = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret.get_secret_value()}
        with self._transport.send(request, secret) as response:
            try:
                answer = read_json(request, response)
            except Refused as refused:
                error = self._error(request, refused)
                raise (error if refused.code == FREQUENT else secret_error(refused.code, refused.hint)) from None
        token, seconds = answer.get("access_token"), answer.get("expires_in", 7200)
        if not token or not isinstance(token, str):
            raise PlatformError("gettoken 没有给出 access_token", retryable=True, code="no-token", blame=Blame.APP)
        return token, timedelta(seconds=int(seconds))


def unnamed(request: Request, hint: str) -> str:
    """The platform's text without the members that were asked for: it is logged, and stored beside the message."""
    body = as_object(request.body) if isinstance(request.body, bytes) else None
    told = body or {}
    for user in filter(None, (request.params.get("userid"), told.get("touser"), *told.get("userids", ()))):
        hint = re.sub(re.escape(str(user)), "〔帐号〕", hint, flags=re.IGNORECASE)
    return hint


def read_json(request: Request, response: requests.Response) -> Json:
    """The answer's object. Raises Refused for a code, PlatformError for what is no answer of the platform's."""
    answer = as_object(response.content) if response.status_code == 200 else None
    if answer is None:
        raise http_error(request, response)
    if error_code(answer):
        raise Refused(answer)
    return answer


def as_object(content: bytes) -> Json | None:
    """A JSON object, or None."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def error_code(answer: Json) -> int:
    """Its `errcode`; a missing one is 0, as is common practice."""
    try:
        return int(answer.get("errcode") or 0)
    except (TypeError, ValueError):
        return -1
