"""Outgoing callbacks: encrypted, signed, five seconds timeout, three attempts with the same MsgId."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from sandbox.wecom.callback_xml import to_xml
from sandbox.wecom.faults import POST_FAULTS, Fault
from sandbox.wecom.passive_replies import Reply, read_reply
from sandbox.wecom.tenant import Tenant

ATTEMPTS = 3
LONGEST_DELAY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Delivery:
    """A callback's outcome: `delivered` once the app answered 200, the `attempts` made, the app's last answer."""

    delivered: bool
    attempts: int
    outcome: str
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class _Envelope:
    params: Mapping[str, str]
    body: bytes


class Callbacks:
    """Posts to the app's callback URL in the order the members act; one under a reorder fault is sent after the next.

    `keep` is the size of a connection pool with HTTP keep-alive, for many callbacks in little time.
    """

    def __init__(self, tenant: Tenant, *, keep: int = 0) -> None:
        self._tenant = tenant
        self._kept = _session() if keep else None
        if self._kept:
            self._kept.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=keep))
        self._held: list[Mapping[str, Any]] = []

    def post(self, fields: Mapping[str, Any]) -> Delivery:
        """Deliver one plaintext message, with the next injected fault if there is one."""
        fault = self._tenant.faults.next_fault("callback", POST_FAULTS)
        kind = fault.kind if fault else ""
        if kind == "drop":
            return self._noted(fields, Delivery(False, 0, "注入故障：丢弃"))
        if kind == "swap":
            self._held.append(fields)
            return self._noted(fields, Delivery(False, 0, "注入故障：压后一条发出"))
        delivery = self._deliver(fields, fault)
        while self._held:
            self._deliver(self._held.pop(0), None)
        return delivery

    def verify(self) -> Delivery:
        """The console's URL verification: GET with an echostr that contains a `+`."""
        echo = str(secrets.randbelow(9 * 10**18) + 10**18)
        sealed = self._tenant.seal.close(echo.encode())
        while "+" not in sealed:
            sealed = self._tenant.seal.close(echo.encode())
        params = {**self._stamp(sealed), "echostr": sealed}
        try:
            answer = _session().get(self._url(), params=params, timeout=self._timeout(), allow_redirects=False)
        except requests.RequestException as error:
            return Delivery(False, 1, type(error).__name__)
        good = answer.status_code == 200 and answer.content == echo.encode()
        return Delivery(good, 1, "回调地址已验证" if good else f"回调地址验证失败：HTTP {answer.status_code}")

    def _deliver(self, fields: Mapping[str, Any], fault: Fault | None) -> Delivery:
        kind = fault.kind if fault else ""
        if fault and kind == "delay":
            time.sleep(min(fault.seconds, LONGEST_DELAY))
        if kind == "duplicate":
            self._attempts(fields, "")
        return self._noted(fields, self._attempts(fields, kind))

    def _attempts(self, fields: Mapping[str, Any], kind: str) -> Delivery:
        """The second attempt repeats the first byte for byte, the third is encrypted anew: apps must accept both."""
        envelope, outcome = self._seal(fields, forged=kind == "forge"), ""
        for attempt in range(1, ATTEMPTS + 1):
            if attempt > 1:
                time.sleep(self._tenant.settings.retry_pause)
            if attempt == ATTEMPTS:
                envelope = self._seal(fields, forged=kind == "forge")
            answer, outcome = self._try(envelope, impatient=kind == "timeout" and attempt < ATTEMPTS)
            if answer is not None:
                reply = read_reply(self._tenant, answer, fields)
                return Delivery(True, attempt, reply.outcome, reply)
        return Delivery(False, ATTEMPTS, outcome)

    def _try(self, envelope: _Envelope, *, impatient: bool) -> tuple[bytes | None, str]:
        try:
            answer = (self._kept or _session()).post(
                self._url(), params=envelope.params, data=envelope.body, timeout=self._timeout(),
                allow_redirects=False, headers={"Content-Type": "text/xml"},
            )  # fmt: skip
        except requests.RequestException as error:
            return None, f"未应答：{type(error).__name__}"
        if impatient:
            return None, "注入故障：不等应答"
        return (answer.content, "") if answer.status_code == 200 else (None, f"HTTP {answer.status_code}")

    def _seal(self, fields: Mapping[str, Any], *, forged: bool) -> _Envelope:
        switches, settings = self._tenant.switches, self._tenant.settings
        plain = _json(fields) if switches.json else to_xml(fields, cdata=switches.cdata)
        sealed = self._tenant.seal.close(plain)
        outer = {"ToUserName": settings.corp_id, "AgentID": str(settings.agent_id), "Encrypt": sealed}
        body = _json({name.lower(): each for name, each in outer.items()}) if switches.json else to_xml(
            outer, cdata=switches.cdata)  # fmt: skip
        params = self._stamp(sealed)
        if forged:
            params = {**params, "msg_signature": "0" * 40}
        return _Envelope(params, body)

    def _stamp(self, sealed: str) -> dict[str, str]:
        timestamp = str(int(self._tenant.clock.now().timestamp()))
        nonce = str(secrets.randbelow(10**10))
        signature = self._tenant.seal.sign(timestamp, nonce, sealed)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}

    def _url(self) -> str:
        return self._tenant.settings.callback_url

    def _timeout(self) -> float:
        return self._tenant.settings.callback_timeout

    def _noted(self, fields: Mapping[str, Any], delivery: Delivery) -> Delivery:
        name = fields.get("Event") or fields.get("MsgType")
        subject = f"{name} ← {fields.get('FromUserName')}"
        outcome = f"{delivery.outcome}（第 {delivery.attempts} 次）" if delivery.attempts > 1 else delivery.outcome
        self._tenant.messages.note(self._tenant.clock.now(), "callback", subject, outcome, good=delivery.delivered)
        return delivery


def _json(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode()


def _session() -> requests.Session:
    """One connection per callback, as from the real server's many hosts; proxy settings of the machine are ignored."""
    session = requests.Session()
    session.trust_env = False
    return session
