"""The callback's address: refuses what is not the platform's, and says 200 only once the call is stored."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.ports import Call
from clock import Clock, SystemClock
from platforms.wecom.envelope import Envelope
from platforms.wecom.intake import Environ, read_body, read_query
from platforms.wecom.parse import parse
from platforms.wecom.post import find_sealed
from platforms.wecom.refusal import FORBIDDEN, WRONG_METHOD, Refused
from platforms.wecom.reply import sealed_text
from platforms.wecom.settings import Settings, decode_key

log = logging.getLogger(__name__)

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Answer = tuple[str, bytes, str]  # status line, body, content type
PLAIN = "text/plain; charset=utf-8"
_SIGNED = ("msg_signature", "timestamp", "nonce")


class Door:
    """A WSGI application for one address, in front of any framework.

    `accept` returns once the call is durably stored, and de-duplicates; where it raises, the platform gets 503 and
    delivers again. `passive`, where given, is asked for a text to answer with on the spot; it bounds its own time.
    A timestamp is fresh by the given clock or by the machine's, because a rehearsal moves the given one.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        accept: Callable[[Call], None],
        passive: Callable[[Call], str] | None = None,
        wall: Clock | None = None,
    ) -> None:
        self._settings, self._accept, self._passive = settings, accept, passive
        self._clock, self._wall = clock, wall or SystemClock()
        self._max_age = timedelta(seconds=settings.max_age_seconds)
        self.envelope = Envelope(settings.token, decode_key(settings.encoding_aes_key), settings.corp_id)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            status, body, content_type = self._answer(environ)
        except Refused as refused:
            log.warning("callback refused: %s (from %s)", refused.reason, environ.get("REMOTE_ADDR", "unknown"))
            status, body, content_type = refused.status, refused.reason.encode() + b"\n", PLAIN
        headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        if status == WRONG_METHOD:
            headers.append(("Allow", "GET, POST"))
        start_response(status, headers)
        return [body]

    def decode(self, body: bytes, signature: str, timestamp: str, nonce: str) -> tuple[Call | None, bool]:
        """Verify, open and read one body; also tells whether it was JSON. Raises Refused."""
        sealed, as_json = find_sealed(body)
        plain = self.envelope.open(signature, timestamp, nonce, sealed)
        return parse(plain, self._wall.now()), as_json

    def _answer(self, environ: Environ) -> Answer:
        method = environ.get("REQUEST_METHOD")
        if method == "POST":
            return self._message(environ)
        if method == "GET":
            return self._verification(environ)
        raise Refused("only GET and POST are answered here", WRONG_METHOD)

    def _verification(self, environ: Environ) -> Answer:
        """The console's check of the address: nothing changes by it, so its age does not matter (section 2.2)."""
        signature, timestamp, nonce, echo = read_query(environ, (*_SIGNED, "echostr"))
        sealed = echo.replace(" ", "+").encode()  # front ends were seen to turn one into the other
        return "200 OK", self.envelope.open(signature, timestamp, nonce, sealed), PLAIN

    def _message(self, environ: Environ) -> Answer:
        body = read_body(environ, self._settings.max_body)
        signature, timestamp, nonce = read_query(environ, _SIGNED)
        self._check_age(timestamp)
        call, as_json = self.decode(body, signature, timestamp, nonce)
        if call is None:
            return "200 OK", b"", PLAIN
        try:
            self._accept(call)
        except Exception:  # whatever went wrong, the platform must keep the message and retry
            log.exception("callback not stored: the platform will deliver it again")
            return "503 Service Unavailable", b"not stored, deliver again\n", PLAIN
        return self._passive_answer(call, as_json)

    def _check_age(self, timestamp: str) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12):
            raise Refused("timestamp is not a number")
        sent = int(timestamp)
        if not any(self._is_fresh(sent, clock.now()) for clock in (self._wall, self._clock)):
            raise Refused("timestamp too old or too new", FORBIDDEN)

    def _is_fresh(self, sent: int, now: datetime) -> bool:
        return abs(now.timestamp() - sent) <= self._max_age.total_seconds()

    def _ask(self, call: Call) -> str:
        """The text to answer with; the call is stored by now, so a failure here costs no more than this answer."""
        try:
            return self._passive(call) if self._passive else ""
        except Exception:
            log.exception("no passive answer: the call is stored and will be answered by a message")
            return ""

    def _passive_answer(self, call: Call, as_json: bool) -> Answer:
        text = self._ask(call)
        if not text:
            return "200 OK", b"", PLAIN
        timestamp = int(self._wall.now().timestamp())
        body = sealed_text(self.envelope, self._settings.corp_id, call, text, timestamp, as_json)
        return "200 OK", body, "application/json" if as_json else "text/xml; charset=utf-8"
