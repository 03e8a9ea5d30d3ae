"""G6: the webhook to the data platform is signed and idempotent; its refusals become errors with our own text."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
import requests
import responses
from pydantic import SecretStr

from bot.ports import Blame, PlatformError
from objection.config.load import ConfigError, load
from platforms.portal import Settings, build

URL, SECRET = "https://portal.example/flags", "a secret agreed upon"
SETTINGS = Settings(flag_url=URL, secret=SecretStr(SECRET))
NOON = datetime(2026, 9, 16, 4, 0, tzinfo=UTC)
EVENT = {"event": "flag.set", "number": "CN-20260916-0001", "entry": "MKT-0001", "flagged": 1}


class FixedClock:
    def now(self) -> datetime:
        return NOON


@responses.activate
def test_signature_proves_sender_and_time() -> None:
    responses.post(URL, status=204)
    build(SETTINGS, FixedClock()).send("flags", EVENT, key="flag:1")
    request = responses.calls[0].request
    stamp, body = request.headers["X-Objection-Timestamp"], request.body
    assert isinstance(body, bytes)
    expected = hmac.new(SECRET.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert request.headers["X-Objection-Signature"] == f"sha256={expected}"
    assert stamp == str(int(NOON.timestamp()))
    assert request.headers["X-Objection-Id"] == "flag:1"
    assert json.loads(body) == EVENT


@responses.activate
def test_a_retry_has_the_same_body_and_id() -> None:
    responses.post(URL, status=200)
    for event in (EVENT, dict(reversed(EVENT.items()))):
        build(SETTINGS, FixedClock()).send("flags", event, key="flag:1")
    first, second = (call.request for call in responses.calls)
    assert (first.body, first.headers["X-Objection-Id"]) == (second.body, second.headers["X-Objection-Id"])


@pytest.mark.parametrize(
    ("status", "retryable", "blame"),
    [
        (422, False, Blame.MESSAGE),
        (400, False, Blame.MESSAGE),
        (503, True, Blame.MESSAGE),
        (429, True, Blame.MESSAGE),
        (302, True, Blame.APP),
        (401, True, Blame.APP),
        (404, True, Blame.APP),
    ],
)
@responses.activate
def test_response_codes_become_errors(status: int, retryable: bool, blame: Blame) -> None:
    responses.post(URL, status=status, body="张伟 13800000001", headers={"Location": "https://elsewhere.example"})
    with pytest.raises(PlatformError) as raised:
        build(SETTINGS, FixedClock()).send("flags", EVENT, key="flag:1")
    assert (raised.value.retryable, raised.value.blame) == (retryable, blame)
    assert "张伟" not in str(raised.value)
    assert len(responses.calls) == 1  # a redirect is not followed


@responses.activate
def test_retry_after_is_respected_within_bounds() -> None:
    responses.post(URL, status=429, headers={"Retry-After": "999999"})
    with pytest.raises(PlatformError) as raised:
        build(SETTINGS, FixedClock()).send("flags", EVENT, key="flag:1")
    assert raised.value.retry_after == timedelta(hours=1)


@responses.activate
def test_a_connection_error_reveals_neither_url_nor_secret() -> None:
    responses.post(URL, body=requests.ConnectionError(f"{URL} {SECRET}"))
    with pytest.raises(PlatformError) as raised:
        build(SETTINGS, FixedClock()).send("flags", EVENT, key="flag:1")
    assert raised.value.retryable
    assert SECRET not in str(raised.value)
    assert URL not in str(raised.value)


@pytest.mark.parametrize(("url", "secret"), [("ftp://x", SECRET), ("https://a:b@x", SECRET), (URL, "short")])
def test_a_wrong_setting_stops_the_start(url: str, secret: str) -> None:
    environ = {"OBJECTION_CONFIG": "", "OBJECTION__PORTAL__FLAG_URL": url, "OBJECTION__PORTAL__SECRET": secret}
    with pytest.raises(ConfigError, match=r"  portal(\.flag_url)?: ") as caught:
        load(None, environ)
    assert SECRET not in str(caught.value)
