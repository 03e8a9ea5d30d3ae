"""URL verification by the console is answered by the decrypted text; a message by an empty 200."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest

from bot.ports import Call
from platforms.wecom import CallbackEndpoint
from tests.platforms.asgi import AsgiRequest, call_app
from tests.platforms.wecom import tenant

ECHO = b"1288432023552776189"


async def stored(_: Call) -> None:
    """Stores nothing: not tested here."""


@pytest.fixture
def endpoint() -> CallbackEndpoint:
    clock = tenant.StandingClock()
    return CallbackEndpoint(tenant.SETTINGS, clock, stored, wall=clock)


def with_plus(endpoint: CallbackEndpoint) -> AsgiRequest:
    """A verification whose echostr contains `+`, which form decoding turns into a space."""
    while True:
        request = tenant.verification(ECHO)
        if "%2B" in request.query:
            return request


def test_verification_is_answered_by_the_plain_text(endpoint: CallbackEndpoint) -> None:
    answer = call_app(endpoint, tenant.verification(ECHO))
    assert (answer.status, answer.body) == (200, ECHO)


@pytest.mark.parametrize("written", ["%2B", "+", "%20"])
def test_a_plus_is_kept_in_every_encoding(endpoint: CallbackEndpoint, written: str) -> None:
    request = with_plus(endpoint)
    assert call_app(endpoint, replace(request, query=request.query.replace("%2B", written))).body == ECHO


def test_slashes_and_equal_signs_may_be_unencoded(endpoint: CallbackEndpoint) -> None:
    request = tenant.verification(ECHO)
    head, _, echo = request.query.partition("&echostr=")
    assert call_app(endpoint, replace(request, query=f"{head}&echostr={unquote(echo)}")).body == ECHO


def test_the_age_of_a_verification_does_not_matter(endpoint: CallbackEndpoint) -> None:
    """It changes nothing, so a replay does no harm; the published samples are from 2014."""
    tenant_clock = tenant.StandingClock(tenant.NOW + timedelta(days=4000))
    late = CallbackEndpoint(tenant.SETTINGS, tenant_clock, stored, wall=tenant_clock)
    assert call_app(late, tenant.verification(ECHO)).status == 200


@pytest.mark.parametrize("query", ["", "echostr=x", "msg_signature=a&timestamp=1&nonce=2", "&&&=&=="])
def test_an_incomplete_verification_is_refused(endpoint: CallbackEndpoint, query: str) -> None:
    assert call_app(endpoint, AsgiRequest(query, method="GET")).status == 400


def test_a_forged_verification_is_refused(endpoint: CallbackEndpoint) -> None:
    request = tenant.verification(ECHO)
    assert call_app(endpoint, replace(request, query=request.query.replace("nonce=3", "nonce=4"))).status == 401


def test_a_message_is_answered_by_an_empty_200(endpoint: CallbackEndpoint) -> None:
    answer = call_app(endpoint, tenant.callback(tenant.text_message()))
    assert (answer.status, answer.body) == (200, b"")


def test_a_rehearsals_clock_makes_a_callback_fresh_too() -> None:
    """A rehearsal moves the program's clock, not the machine's; callbacks may follow either."""
    rehearsal = tenant.StandingClock()
    machine = tenant.StandingClock(tenant.NOW + timedelta(days=90))
    endpoint = CallbackEndpoint(tenant.SETTINGS, rehearsal, stored, wall=machine)
    assert call_app(endpoint, tenant.callback(tenant.text_message())).status == 200


def test_an_ignored_event_is_answered_and_not_stored() -> None:
    calls: list[Call] = []

    async def keep(call: Call) -> None:
        calls.append(call)

    clock = tenant.StandingClock()
    endpoint = CallbackEndpoint(tenant.SETTINGS, clock, keep, wall=clock)
    answer = call_app(endpoint, tenant.callback(tenant.payload("event_view.xml")))
    assert (answer.status, answer.body, calls) == (200, b"", [])
