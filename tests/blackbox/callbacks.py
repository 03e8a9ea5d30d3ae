"""The platform's callbacks, encrypted by another vendor's library (wechatpy)."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import requests
from wechatpy.work.crypto import WeChatCrypto

PATIENCE = 90.0  # seconds for which the platform of these tests retries
PAUSE = 0.05


@dataclass(frozen=True)
class Keys:
    """One app's side of the callback's configuration."""

    corp: str = "wwblackbox00000001"
    token: str = "BlackBoxToken7"
    aes_key: str = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"
    agent: int = 1000077
    secret: str = "a-secret-nobody-may-log"


@dataclass(frozen=True)
class Sealed:
    """One request: its query and its body."""

    query: Mapping[str, str]
    body: bytes


@dataclass
class CallbackSender:
    """Posts to one URL, or to several in turn. `taken` has the sender of every callback answered 200."""

    keys: Keys
    url: str
    others: tuple[str, ...] = ()
    taken: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._turns = itertools.cycle((self.url, *self.others))
        self._numbers = itertools.count(7_000_000_000_000_000_000)
        self._nonces = itertools.count(1)

    def frame(self, user: str, kind: str, **fields: Any) -> dict[str, Any]:
        """The plain message; messages get a MsgId, events have none."""
        own = {} if kind == "event" else {"MsgId": next(self._numbers)}
        head = {"ToUserName": self.keys.corp, "FromUserName": user, "CreateTime": int(time.time()), "MsgType": kind}
        return {**head, **fields, **own, "AgentID": self.keys.agent}

    def seal(self, plain: str | bytes, *, as_json: bool = False, at: int | None = None, corp: str = "") -> Sealed:
        """Encrypted and signed, at the present or a given second, for this or another corporation."""
        nonce, stamp = f"n{next(self._nonces)}", str(at or int(time.time()))
        crypto = WeChatCrypto(self.keys.token, self.keys.aes_key, corp or self.keys.corp)
        reply = ElementTree.fromstring(crypto.encrypt_message(plain, nonce, stamp))
        encrypt, signature = reply.findtext("Encrypt") or "", reply.findtext("MsgSignature") or ""
        query = {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}
        if as_json:
            outer = {"tousername": self.keys.corp, "encrypt": encrypt, "agentid": str(self.keys.agent)}
            return Sealed(query, json.dumps(outer).encode())
        outer = {"ToUserName": self.keys.corp, "AgentID": str(self.keys.agent), "Encrypt": encrypt}
        return Sealed(query, to_xml(outer).encode())

    def post(self, sealed: Sealed, **more: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False
            return session.post(next(self._turns), params=sealed.query, data=sealed.body, timeout=20, **more)

    def try_once(self, frame: Mapping[str, Any], *, as_json: bool = False) -> int:
        """The status of one attempt; 0 without an answer."""
        plain = json.dumps(frame, ensure_ascii=False) if as_json else to_xml(frame)
        try:
            status = self.post(self.seal(plain, as_json=as_json)).status_code
        except requests.RequestException:
            return 0
        if status == 200:
            self.taken.append(str(frame["FromUserName"]))
        return status

    def deliver(self, frame: Mapping[str, Any], *, as_json: bool = False) -> None:
        """Retry the same message until it is accepted, as a platform with unlimited attempts."""
        ends = time.monotonic() + PATIENCE
        while (status := self.try_once(frame, as_json=as_json)) != 200:
            assert status in (0, 503), status
            assert time.monotonic() < ends, "nobody takes callbacks"
            time.sleep(PAUSE)


def to_xml(fields: Mapping[str, Any], tag: str = "xml") -> str:
    """Strings in CDATA, numbers bare, lists as repeated elements."""
    return f"<{tag}>{''.join(_element(name, value) for name, value in fields.items())}</{tag}>"


def _element(name: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return to_xml(value, name)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "".join(_element(name, each) for each in value)
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    parts = value.replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{parts}]]></{name}>"
