"""The callback's address: refuses what is not the platform's, and says 200 only once the call is stored."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import datetime
from http import HTTPStatus
from typing import Any

from bot.ports import Call
from clock import Clock, SystemClock
from platforms.wecom.asked import read_body, read_query
from platforms.wecom.envelope import Envelope
from platforms.wecom.parse import parse
from platforms.wecom.post import find_sealed
from platforms.wecom.refusal import FORBIDDEN, WRONG_METHOD, Refused
from platforms.wecom.reply import sealed_text
from platforms.wecom.settings import Settings, decode_key

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Answer = tuple[int, bytes, str]  # status, body, content type
PLAIN = "text/plain; charset=utf-8"
_EMPTY: Answer = (HTTPStatus.OK, b"", PLAIN)
_SIGNED = ("msg_signature", "timestamp", "nonce")


class Door:
    """An ASGI application for one address: a slow or half-open request waits alone and holds up nobody.

    `accept` returns once the call is durably stored, and de-duplicates; where it raises, the platform gets 503 and
    delivers again. `passive`, where given, is asked for a text to answer with on the spot; it bounds its own time.
    A timestamp is fresh by the given clock or by the machine's, because a rehearsal moves the given one.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        accept: Callable[[Call], Awaitable[None]],
        passive: Callable[[Call], Awaitable[str]] | None = None,
        wall: Clock | None = None,
    ) -> None:
        self._settings, self._accept, self._passive = settings, accept, passive
        self._clock, self._wall = clock, wall or SystemClock()
        self.envelope = Envelope(settings.token, decode_key(settings.encoding_aes_key), settings.corp_id)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, body, content_type = await self._answer(scope, receive)
        except Refused as refused:
            peer = (scope.get("client") or ("unknown",))[0]
            log.warning("callback refused: %s (from %s)", refused.reason, peer)
            status, body, content_type = refused.status, refused.reason.encode() + b"\n", PLAIN
        headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
        if status == WRONG_METHOD:
            headers.append((b"allow", b"GET, POST"))
        if status >= HTTPStatus.BAD_REQUEST:
            headers.append((b"connection", b"close"))  # what is left of a refused body is not read
        await send({"type": "http.response.start", "status": int(status), "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def decode(self, body: bytes, signature: str, timestamp: str, nonce: str) -> tuple[Call | None, bool]:
        """Verify, open and read one body; also tells whether it was JSON. Raises Refused."""
        sealed, as_json = find_sealed(body)
        plain = self.envelope.open(signature, timestamp, nonce, sealed)
        return parse(plain, self._wall.now()), as_json

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        method = scope["method"]
        if method == "POST":
            return await self._message(scope, receive)
        if method == "GET":
            return self._verification(scope)
        raise Refused("only GET and POST are answered here", WRONG_METHOD)

    def _verification(self, scope: Scope) -> Answer:
        """The console's check of the address: nothing changes by it, so its age does not matter (section 2.2)."""
        signature, timestamp, nonce, echo = read_query(scope, (*_SIGNED, "echostr"))
        sealed = echo.replace(" ", "+").encode()  # front ends were seen to turn one into the other
        return HTTPStatus.OK, self.envelope.open(signature, timestamp, nonce, sealed), PLAIN

    async def _message(self, scope: Scope, receive: Receive) -> Answer:
        signature, timestamp, nonce = read_query(scope, _SIGNED)
        self._check_age(timestamp)
        body = await read_body(scope, receive, self._settings.max_body, self._settings.read_timeout)
        call, as_json = self.decode(body, signature, timestamp, nonce)
        if call is None:
            return _EMPTY
        try:
            await self._accept(call)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("callback not stored: the platform will deliver it again")
            return HTTPStatus.SERVICE_UNAVAILABLE, b"not stored, deliver again\n", PLAIN
        return await self._passive_answer(call, as_json)

    def _check_age(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
            raise Refused("timestamp is not a number")
        sent = int(timestamp)
        if not any(self._is_fresh(sent, clock.now()) for clock in (self._wall, self._clock)):
            raise Refused("timestamp too old or too new", FORBIDDEN)

    def _is_fresh(self, sent: int, now: datetime) -> bool:
        return abs(now.timestamp() - sent) <= self._settings.max_age_seconds

    async def _passive_answer(self, call: Call, as_json: bool) -> Answer:
        text = await self._passive(call) if self._passive else ""
        if not text:
            return _EMPTY
        timestamp = int(self._wall.now().timestamp())
        body = sealed_text(self.envelope, self._settings.corp_id, call, text, timestamp, as_json)
        return HTTPStatus.OK, body, "application/json" if as_json else "text/xml; charset=utf-8"
