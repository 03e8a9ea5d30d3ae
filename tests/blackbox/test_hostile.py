"""Hostile requests: refused with the right status, one log line without secrets, no delay for others."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.blackbox import conftest, records
from tests.blackbox.callbacks import CallbackSender, Sealed, to_xml
from tests.blackbox.conftest import KEYS, Installation
from tests.blackbox.half_open_requests import half_open

MEGABYTE = 1024 * 1024
SOON = 10.0  # seconds: exceeded if a request waited for a half-open one
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lollollollol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><xml><Encrypt>&j;</Encrypt></xml>"
)
FILE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Encrypt>&f;</Encrypt></xml>'
HALF = 30


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, district_file: Path) -> Iterator[Installation]:
    """One server for all of them, so that damage done by one request shows at the next."""
    folder = tmp_path_factory.mktemp("hostile")
    for installation in conftest.installed(folder, conftest.copied(district_file, folder)):
        installation.machine()
        yield installation


def hostile(callbacks: CallbackSender) -> dict[str, tuple[Sealed, int]]:
    """By name: the request, and the status it gets."""
    plain = to_xml(callbacks.frame("liang.jiashu", "text", Content="提出异议"))
    good, now = callbacks.seal(plain), int(time.time())
    query = dict(good.query)

    def body(raw: bytes) -> Sealed:
        return Sealed(query, raw)

    def query_with(**other: str) -> Sealed:
        return Sealed(query | other, good.body)

    return {
        "one digit of the signature": (query_with(msg_signature=flip(query["msg_signature"])), 401),
        "signature of something else": (query_with(nonce="another"), 401),
        "no signature": (Sealed({"timestamp": query["timestamp"], "nonce": "n"}, good.body), 400),
        "signature in Chinese": (query_with(msg_signature="签名"), 401),
        "an hour old": (callbacks.seal(plain, at=now - 3600), 403),
        "an hour ahead": (callbacks.seal(plain, at=now + 3600), 403),
        "timestamp in words": (query_with(timestamp="now"), 400),
        "for another corporation": (callbacks.seal(plain, corp="wwsomeoneelse00001"), 403),
        "entity bomb": (body(BOMB.encode()), 400),
        "external entity": (body(FILE.encode()), 400),
        "DTD around a good letter": (body(b"<!DOCTYPE xml []>" + good.body), 400),
        "sealed entity bomb": (callbacks.seal(BOMB), 400),
        "sealed external entity": (callbacks.seal(FILE), 400),
        "invalid UTF-8": (body(b"<xml><Encrypt>\xff\xfe\xc3\x28</Encrypt></xml>"), 400),
        "neither XML nor JSON": (body(b"MZ\x00\x01" * 1000), 400),
        "nothing": (body(b""), 400),
        "JSON without end": (body(b'{"encrypt":' + b"[" * 100_000), 400),
        "ten megabytes": (body(b"<xml>" + b"x" * (10 * MEGABYTE)), 413),
    }


def flip(signature: str) -> str:
    return signature[:-1] + ("0" if signature[-1] != "0" else "1")


def test_each_hostile_request_is_refused_with_one_log_line(installation: Installation) -> None:
    callbacks, machine = installation.callbacks, installation.machines[0]
    for name, (sealed, status) in hostile(callbacks).items():
        before = len(machine.log.splitlines())
        answer = callbacks.post(sealed)
        assert answer.status_code == status, (name, answer.text)
        told = machine.log.splitlines()[before:]
        assert len(told) == 1, (name, told)
        assert len(answer.content) < 200
    assert records.inbox(installation.database) == {}, "something of it was taken in"
    assert_nothing_told(installation)


def test_a_chunked_body_of_ten_megabytes_is_refused(installation: Installation) -> None:
    """The size limit holds without a Content-Length (chunked)."""
    query = installation.callbacks.seal("<xml/>").query
    pieces = (b"x" * 65536 for _ in range(160))
    with requests.Session() as session:
        session.trust_env = False
        answer = session.post(installation.callbacks.url, params=query, data=pieces, timeout=20)
    assert answer.status_code == 413
    assert installation.machines[0].answers()


def test_a_replay_is_deduplicated(installation: Installation) -> None:
    """A replay within the time window is accepted like the platform's retries, and deduplicated."""
    callbacks = installation.callbacks
    sealed = callbacks.seal(to_xml(callbacks.frame("wu.kexin", "text", Content="帮助")))
    assert [callbacks.post(sealed).status_code for _ in range(3)] == [200, 200, 200]
    installation.phone("wu.kexin").see("可用")
    assert installation.settled()
    assert len(installation.platform.chat("wu.kexin")) == 1


def test_half_open_requests_delay_no_others(installation: Installation) -> None:
    """Headers that never end, and bodies that stop in the middle, do not delay other users."""
    with half_open(installation.machines[0].port, HALF):
        phone = installation.phone("tang.nian")
        began = time.monotonic()
        phone.send_text("帮助")
        phone.see("可用")
        assert installation.machines[0].answers()
        assert time.monotonic() - began < SOON
    assert installation.machines[0].answers()


def assert_nothing_told(installation: Installation) -> None:
    """No secret, no body and no stack trace in the log."""
    log = installation.machines[0].log
    for secret in (KEYS.secret, KEYS.token, KEYS.aes_key, "提出异议", "root:x", "lollol", "Traceback", "token-"):
        assert secret not in log, secret


def test_pipelined_requests_of_a_closed_connection(installation: Installation) -> None:
    machine = installation.machines[0]
    requests_ = b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in (b"/healthz", b"/ledger") * 3)
    for _ in range(10):
        with socket.create_connection(("127.0.0.1", machine.port)) as line:
            line.sendall(requests_)
            line.recv(100)
    assert machine.answers()
    assert "Traceback" not in machine.log
