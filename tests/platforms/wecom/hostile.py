"""Hostile requests, signed and unsigned; each must be refused and change nothing."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from dataclasses import replace

from tests.platforms.asgi import AsgiRequest
from tests.platforms.wecom import tenant

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Encrypt>&c;</Encrypt></xml>'
)
OUTSIDE = b'<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>'
REMOTE = b'<!DOCTYPE xml SYSTEM "http://192.0.2.1/x.dtd"><xml><Encrypt>x</Encrypt></xml>'
DEEP = b"<xml>" + b"<a>" * 18_000 + b"</a>" * 18_000 + b"</xml>"  # within the size limit of a body
QUERY = f"msg_signature={'0' * 40}&timestamp={tenant.STAMP}&nonce=1"


def requests() -> Mapping[str, AsgiRequest]:
    """By name; each must get a 4xx response and give no Call."""
    return {**_unsigned(), **_signed(), **_queries()}


def _unsigned() -> dict[str, AsgiRequest]:
    good = tenant.callback(tenant.text_message())
    dtd = b"<!DOCTYPE xml []>" + good.body
    bodies = {
        "empty body": b"",
        "blank body": b" \n",
        "not XML": b"hello",
        "binary": bytes(range(256)),
        "broken XML": b"<xml><Encrypt>",
        "no Encrypt": b"<xml><ToUserName>x</ToUserName></xml>",
        "Encrypt twice": b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
        "Encrypt nested": b"<xml><Encrypt><a/></Encrypt></xml>",
        "entity bomb": BOMB,
        "external entity": OUTSIDE,
        "external DTD": REMOTE,
        "deep XML": DEEP,
        "UTF-16 XML": '<?xml version="1.0" encoding="utf-16"?><xml/>'.encode("utf-16"),
        "invalid UTF-8": b"<xml><Encrypt>\xff\xfe\xc3\x28</Encrypt></xml>",
        "broken JSON": b'{"encrypt": ',
        "deep JSON": b'{"encrypt":' + b"[" * 100_000,
        "JSON list inside": b'{"encrypt": ["x"]}',
        "JSON long number": b'{"encrypt":' + b"9" * 10_000 + b"}",
    }
    found = {name: AsgiRequest(QUERY, body) for name, body in bodies.items()}
    return {**found, "signed, behind a DTD": replace(good, body=dtd)} | {
        "unknown receiver": tenant.callback(tenant.text_message(), receiver="wwsomeoneelse00001")
    }


def _signed() -> dict[str, AsgiRequest]:
    """Valid signature, invalid content: from a holder of the token, or by a defect."""
    key = tenant.envelope()
    sealed = key.encrypt(tenant.text_message())
    raw = base64.b64decode(sealed)
    broken = {
        "not base64": b"@@@@" + sealed,
        "base64 cut": sealed[:-3],
        "odd cipher length": base64.b64encode(raw[:-5]),
        "cipher of nothing": b"AAAA",
        "last block lost": base64.b64encode(raw[:-16]),
        "bits flipped": base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 0x55])),
        "length field lies": _lying_length(),
    }
    found = {name: AsgiRequest(tenant.query_for(part), tenant.sealed_xml(part)) for name, part in broken.items()}
    plain = {
        "inner DTD": BOMB,
        "inner invalid UTF-8": b"<xml><MsgType>text</MsgType><Content>\xc3\x28</Content></xml>",
        "inner nothing": b"",
        "inner broken XML": b"<xml><MsgType>text",
        "inner broken JSON": b'{ "FromUserName": :mycreate"}',
    }
    found |= {name: tenant.callback(text) for name, text in plain.items()}
    return found | {"inner JSON list": tenant.json_callback(json.dumps([1]).encode())}


def _lying_length() -> bytes:
    """A frame whose length field points beyond its end."""
    key = tenant.envelope()
    frame = os.urandom(16) + (2**31).to_bytes(4, "big") + b"x" * 12
    encryptor = key._cipher.encryptor()
    return base64.b64encode(encryptor.update(frame + bytes([32]) * 32))


def _queries() -> dict[str, AsgiRequest]:
    good = tenant.callback(tenant.text_message())
    queries = {
        "no query": "",
        "no signature": good.query.replace("msg_signature", "signature"),
        "empty nonce": good.query.replace(f"nonce={tenant.NONCE}", "nonce="),
        "timestamp of words": good.query.replace(f"timestamp={tenant.STAMP}", "timestamp=now"),
        "timestamp of odd digits": good.query.replace(f"timestamp={tenant.STAMP}", "timestamp=%C2%B2"),
        "endless timestamp": good.query.replace(f"timestamp={tenant.STAMP}", "timestamp=" + "9" * 5000),
        "signature beyond ASCII": good.query.replace("msg_signature=", "msg_signature=%E4%BD%A0"),
        "signature no text": good.query.replace("msg_signature=", "msg_signature=%FF%FE"),
    }
    return {name: replace(good, query=query) for name, query in queries.items()}
