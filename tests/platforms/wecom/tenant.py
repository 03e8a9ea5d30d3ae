"""A tenant for tests: settings, a fixed clock, and callbacks encrypted and signed as the platform does."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from platforms.wecom import Settings
from platforms.wecom.envelope import Envelope
from platforms.wecom.markup import read_hostile_xml
from platforms.wecom.settings import decode_key
from tests.platforms.asgi import AsgiRequest

NOW = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
NONCE = "372623558"
PAYLOADS = Path(__file__).parent / "payloads"
SECRET, TOKEN, KEY = "made-up-secret", "madeUpToken2026", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
GIVEN: dict[str, Any] = {
    "corp_id": "ww0123456789abcdef",
    "agent_id": 1000002,
    "secret": SECRET,
    "token": TOKEN,
    "encoding_aes_key": KEY,
    "api_base": "https://qyapi.example.org",
}
SETTINGS = Settings(**GIVEN)


@dataclass
class StandingClock:
    """A fixed clock: returns one instant until it is set to another."""

    instant: datetime = NOW

    def now(self) -> datetime:
        return self.instant


def envelope(receiver: str = SETTINGS.corp_id) -> Envelope:
    return Envelope(TOKEN, decode_key(KEY), receiver)


def payload(name: str) -> bytes:
    return (PAYLOADS / name).read_bytes()


def words(xml: bytes) -> dict[str, str]:
    """The fields of a text message in XML."""
    return {name: value for name, value in read_hostile_xml(xml).items() if isinstance(value, str)}


def text_message(content: str = "你好", message_id: str = "7012345678901234567") -> bytes:
    xml = payload("text.xml").decode().replace("查一下会议室", content).replace("7012345678901234567", message_id)
    return xml.encode()


def query_for(sealed: bytes, stamp: str = STAMP) -> str:
    signature = envelope().signature(stamp, NONCE, sealed)
    return urlencode({"msg_signature": signature, "timestamp": stamp, "nonce": NONCE})


def sealed_xml(sealed: bytes) -> bytes:
    return (
        b"<xml><ToUserName><![CDATA[ww0123456789abcdef]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
        b"<Encrypt><![CDATA[" + sealed + b"]]></Encrypt></xml>"
    )


def callback(plain: bytes, stamp: str = STAMP, receiver: str = SETTINGS.corp_id) -> AsgiRequest:
    """One callback as XML."""
    sealed = envelope(receiver).encrypt(plain)
    return AsgiRequest(query_for(sealed, stamp), sealed_xml(sealed))


def json_callback(plain: bytes) -> AsgiRequest:
    sealed = envelope().encrypt(plain)
    body = {"tousername": SETTINGS.corp_id, "encrypt": sealed.decode(), "agentid": "1000002"}
    return AsgiRequest(query_for(sealed), json.dumps(body).encode())


def verification(answer: bytes) -> AsgiRequest:
    """The console's URL verification (GET), with `+` encoded as the platform does."""
    sealed = envelope().encrypt(answer)
    return AsgiRequest(f"{query_for(sealed)}&echostr={quote(sealed.decode(), safe='')}", method="GET")


def with_body(request: AsgiRequest, body: bytes) -> AsgiRequest:
    return replace(request, body=body)
