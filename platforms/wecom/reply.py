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
    nonce = str(int.from_bytes(os.urandom(4), "big"))
    write = _json if as_json else _xml
    return write(envelope, (call.user, corp_id, content), str(timestamp), nonce)


def _xml(envelope: Envelope, parts: tuple[str, str, str], timestamp: str, nonce: str) -> bytes:
    user, corp, content = parts
    plain = (
        f"<xml><ToUserName>{cdata(user)}</ToUserName><FromUserName>{cdata(corp)}</FromUserName>"
        f"<CreateTime>{timestamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(content)}</Content></xml>"
    )
    sealed = envelope.encrypt(plain.encode())
    signature = envelope.signature(timestamp, nonce, sealed)
    return (
        f"<xml><Encrypt><![CDATA[{sealed.decode()}]]></Encrypt><MsgSignature><![CDATA[{signature}]]></MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce><![CDATA[{nonce}]]></Nonce></xml>"
    ).encode()


def _json(envelope: Envelope, parts: tuple[str, str, str], timestamp: str, nonce: str) -> bytes:
    user, corp, content = parts
    plain = {
        "ToUserName": user,
        "FromUserName": corp,
        "CreateTime": int(timestamp),
        "MsgType": "text",
        "Content": content,
    }
    sealed = envelope.encrypt(json.dumps(plain, ensure_ascii=False).encode())
    signature = envelope.signature(timestamp, nonce, sealed)
    answer = {"encrypt": sealed.decode(), "msgsignature": signature, "timestamp": int(timestamp), "nonce": nonce}
    return json.dumps(answer).encode()
