"""Every platform's callback endpoint as a test case, with its own signature scheme and attacks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.ports import Call
from platforms.wecom import CallbackEndpoint
from tests.platforms.asgi import AsgiRequest
from tests.platforms.wecom import hostile, tenant

Accept = Callable[[Call], Awaitable[None]]
OnTime = Callable[[datetime, datetime], None]


@dataclass(frozen=True)
class CallbackCase:
    """One platform's callback endpoint; every test of test_callback.py runs for each."""

    name: str
    open: Callable[[Accept, tenant.StandingClock], Any]
    timed: Callable[[Accept, tenant.StandingClock, OnTime], Any]  # the same, reporting the timestamps it receives
    message: Callable[[str, str], AsgiRequest]  # a text from a member, with its message id
    stale: Callable[[int], AsgiRequest]  # the same, with a timestamp so many seconds off
    wrong_signature: Callable[[AsgiRequest], AsgiRequest]
    changed_body: Callable[[AsgiRequest], AsgiRequest]
    hostile: Callable[[], Mapping[str, AsgiRequest]]
    max_body: int


def _wecom_endpoint(accept: Accept, clock: tenant.StandingClock, on_time: OnTime | None = None) -> CallbackEndpoint:
    return CallbackEndpoint(tenant.SETTINGS, clock, accept, wall=clock, on_time=on_time)


def _flip(request: AsgiRequest) -> AsgiRequest:
    start = request.query.index("msg_signature=") + len("msg_signature=")
    digit = "0" if request.query[start] != "0" else "1"
    return replace(request, query=request.query[:start] + digit + request.query[start + 1 :])


def _change(request: AsgiRequest) -> AsgiRequest:
    at = request.body.index(b"<Encrypt><![CDATA[") + 60
    letter = b"A" if request.body[at : at + 1] != b"A" else b"B"
    return replace(request, body=request.body[:at] + letter + request.body[at + 1 :])


WECOM = CallbackCase(
    name="wecom",
    open=_wecom_endpoint,
    timed=_wecom_endpoint,
    message=lambda text, number: tenant.callback(tenant.text_message(text, number)),
    stale=lambda seconds: tenant.callback(tenant.text_message(), str(int(tenant.STAMP) + seconds)),
    wrong_signature=_flip,
    changed_body=_change,
    hostile=hostile.requests,
    max_body=tenant.SETTINGS.max_body,
)

CASES = [WECOM]
