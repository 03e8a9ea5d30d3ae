"""Callback endpoint: verifies signature, age and size, and answers 200 only after the call is stored durably."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from http import HTTPStatus
from time import perf_counter
from typing import Any
from urllib.parse import unquote

from bot.ports import Call
from clock.time_source import Clock, SystemClock
from platforms.callback_outcome import CallbackOutcome, Observe, Result, log_outcome
from platforms.http_body import Body, IncompleteBody, LargeBodyQueue, Receive, Scope, TooLarge
from platforms.wecom.envelope import Envelope, find_sealed
from platforms.wecom.parse import PLATFORM, parse
from platforms.wecom.refused_callback import FORBIDDEN, TOO_LARGE, WRONG_METHOD, Refused
from platforms.wecom.settings import Settings

log = logging.getLogger(__name__)

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Answer = tuple[Result, HTTPStatus, bytes, Call | None]
Accept = Callable[[Call], Awaitable[bool | None]]  # False where an earlier delivery was stored
PLAIN = "text/plain; charset=utf-8"
QUERY = 8 * 1024  # bytes; the longest real one has an echostr of a few hundred
PATIENCE = 5.0  # seconds for a whole body; the platform's own timeout for an answer is no longer
_SIGNED = ("msg_signature", "timestamp", "nonce")


class CallbackEndpoint:
    """ASGI application for one URL; a slow or half-open request blocks no other.

    `accept` stores the call durably and deduplicates it; where it raises, the answer is 503 and the platform delivers
    again. A timestamp is accepted as fresh by the given clock or by the machine's, because a rehearsal moves the given
    one. `on_time` gets the timestamp and the machine's time of every callback with a valid signature, whatever its age;
    `observe` hears what became of each request.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        accept: Accept,
        wall: Clock | None = None,
        on_time: Callable[[datetime, datetime], None] | None = None,
        observe: Observe = log_outcome,
    ) -> None:
        self._settings, self._accept, self._on_time, self._observe = settings, accept, on_time, observe
        self._clock, self._wall = clock, wall or SystemClock()
        self._turns = LargeBodyQueue()
        self.envelope = Envelope(settings.token.get_secret_value(), settings.key, settings.corp_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body, began, why = Body(scope, receive, self._turns), perf_counter(), Refused("")
        try:
            result, status, content, call = await self._answer(scope, body)
        except Refused as refused:
            result, status, content, call, why = Result.REFUSED, refused.status, refused.answer, None, refused
        self._observe(_outcome(scope, result, status, perf_counter() - began, call, why))
        is_refused = status >= HTTPStatus.BAD_REQUEST
        headers = [(b"content-type", PLAIN.encode()), (b"content-length", str(len(content)).encode())]
        if status == WRONG_METHOD:
            headers.append((b"allow", b"GET, POST"))
        if is_refused:
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": content, "more_body": is_refused})
        if is_refused:  # answered at once; the connection is closed once the sender has had time to read the answer
            await body.drain()
            await send({"type": "http.response.body", "body": b""})

    async def _answer(self, scope: Scope, body: Body) -> Answer:
        match scope["method"]:
            case "POST":
                return await self._message(scope, body)
            case "GET":
                return self._verification(scope)
        raise Refused("only GET and POST are answered here", WRONG_METHOD)

    def decode(self, body: bytes, signature: str, timestamp: str, nonce: str) -> Call | None:
        """Verify, decrypt and parse one body, whatever its timestamp. Raises Refused."""
        sealed = find_sealed(body)
        self.envelope.verify(signature, timestamp, nonce, sealed)
        return self._read(sealed)

    def _read(self, sealed: bytes) -> Call | None:
        return parse(self.envelope.decrypt(sealed), self._wall.now())

    def _verification(self, scope: Scope) -> Answer:
        """The console's URL verification (GET): it changes nothing, so its timestamp may be old (section 2.2)."""
        signature, timestamp, nonce, echo = _read_query(scope, (*_SIGNED, "echostr"))
        sealed = echo.replace(" ", "+").encode()  # some front ends decode `+` as a space
        return Result.VERIFIED, HTTPStatus.OK, self.envelope.open(signature, timestamp, nonce, sealed), None

    async def _message(self, scope: Scope, body: Body) -> Answer:
        signature, timestamp, nonce = _read_query(scope, _SIGNED)
        sent = _instant(timestamp)
        try:
            sealed = find_sealed(await body.read(self._settings.max_body, PATIENCE))
        except TooLarge:
            raise Refused("body too large", TOO_LARGE) from None
        except IncompleteBody:
            raise Refused("body broke off") from None
        self.envelope.verify(signature, timestamp, nonce, sealed)
        self._check_age(sent)
        call = self._read(sealed)
        if call is None:
            return Result.IGNORED, HTTPStatus.OK, b"", None
        try:
            is_repeat = await self._accept(call) is False
        except Exception:  # whatever it was, answer 503: the platform delivers again
            log.exception("callback not stored: the platform will deliver it again")
            return Result.FAILED, HTTPStatus.SERVICE_UNAVAILABLE, b"not stored, deliver again\n", call
        return Result.REPEATED if is_repeat else Result.STORED, HTTPStatus.OK, b"", call

    def _check_age(self, sent: datetime) -> None:
        """Checked after the signature: only a signed timestamp is evidence of clock skew."""
        now = self._wall.now()
        if self._on_time:
            self._on_time(sent, now)
        most = self._settings.max_age_seconds
        if any(abs((each - sent).total_seconds()) <= most for each in (now, self._clock.now())):
            return
        apart = f"{abs((now - sent).total_seconds()):.0f} s apart"
        detail = f": {_iso(sent)} by the platform, {_iso(now)} here, {apart}"
        raise Refused("timestamp too old or too new", FORBIDDEN, detail)


def _outcome(
    scope: Scope, result: Result, status: HTTPStatus, seconds: float, call: Call | None, why: Refused
) -> CallbackOutcome:
    address = (scope.get("client") or ("unknown",))[0]
    known = (call.key, call.message_id, call.kind.value) if call else ("", "", "")
    return CallbackOutcome(PLATFORM, result, status, seconds, address, *known, why.reason, why.detail)


def _read_query(scope: Scope, names: tuple[str, ...]) -> list[str]:
    """The named parameters, decoded once; `+` stays `+`, for it is base64 here. Raises Refused for a missing one."""
    if len(scope["query_string"]) > QUERY:
        raise Refused("query too long")
    found: dict[str, str] = {}
    for pair in scope["query_string"].decode("latin-1").split("&"):
        name, _, value = pair.partition("=")
        found.setdefault(name, unquote(value) if "%" in value else value)
    if any(not found.get(name) for name in names):
        raise Refused("a query parameter is missing")
    return [found[name] for name in names]


def _instant(timestamp: str) -> datetime:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
        raise Refused("timestamp is not a number")
    return datetime.fromtimestamp(int(timestamp), UTC)


def _iso(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="seconds")
