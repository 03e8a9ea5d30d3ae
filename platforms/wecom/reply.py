"""The answer inside a callback's own response: one short text, sealed (sections 2.6 and 3.7)."""

from __future__ import annotations

import json
import os

from bot.ports import Call
from platforms.wecom.envelope import Envelope
from platforms.wecom.limits import TEXT_BYTES, cut, printable
from platforms.wecom.markup import cdata


def sealed_text(envelope: Envelope, corp_id: str, call: Call, text: str, timestamp: int, as_json: bool) -> bytes:
    """A text for the caller, cut to what the platform takes, in the form the request had."""
    content = cut(printable(text), TEXT_BYTES)
    write = _json if as_json else _xml
    return write(envelope, (call.user, corp_id, content), str(timestamp))


def _seal(envelope: Envelope, plain: str, timestamp: str) -> tuple[str, str, str]:
    """The sealed text, a nonce of our own, and the signature over both."""
    random = os.urandom(20)
    sealed, nonce = envelope.encrypt(plain.encode(), random[:16]), str(int.from_bytes(random[16:], "big"))
    return sealed.decode(), nonce, envelope.signature(timestamp, nonce, sealed)


def _xml(envelope: Envelope, parts: tuple[str, str, str], timestamp: str) -> bytes:
    user, corp, content = parts
    plain = (
        f"<xml><ToUserName>{cdata(user)}</ToUserName><FromUserName>{cdata(corp)}</FromUserName>"
        f"<CreateTime>{timestamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(content)}</Content></xml>"
    )
    sealed, nonce, signature = _seal(envelope, plain, timestamp)
    return (
        f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    ).encode()


def _json(envelope: Envelope, parts: tuple[str, str, str], timestamp: str) -> bytes:
    user, corp, content = parts
    plain = {
        "ToUserName": user,
        "FromUserName": corp,
        "CreateTime": int(timestamp),
        "MsgType": "text",
        "Content": content,
    }
    sealed, nonce, signature = _seal(envelope, json.dumps(plain, ensure_ascii=False), timestamp)
    answer = {"encrypt": sealed, "msgsignature": signature, "timestamp": int(timestamp), "nonce": nonce}
    return json.dumps(answer).encode()
