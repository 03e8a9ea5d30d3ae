"""Callback endpoint, for every platform: signature, replay, age, size; a refused request stores nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.ports import Call, CallKind
from tests.loops import run
from tests.platforms.asgi import AsgiRequest, call_app, call_app_async
from tests.platforms.callback_cases import CASES, CallbackCase
from tests.platforms.wecom.tenant import NOW, StandingClock

pytestmark = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def test_every_platform_with_a_callback_has_its_case(case: CallbackCase) -> None:
    platforms = Path(__file__).parent.parent.parent / "platforms"
    assert case.name in {path.parent.name for path in platforms.glob("*/callback.py")} == {each.name for each in CASES}


class Inbox:
    """Stores calls in memory; can be made to fail."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.failing = False

    async def accept(self, call: Call) -> None:
        if self.failing:
            raise OSError("disk full")
        self.calls.append(call)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def endpoint(case: CallbackCase, inbox: Inbox, clock: StandingClock | None = None) -> object:
    return case.open(inbox.accept, clock or StandingClock())


def test_a_message_is_stored_before_the_empty_200(case: CallbackCase, inbox: Inbox) -> None:
    answer = call_app(endpoint(case, inbox), case.message("我的待办", "7001"))
    assert (answer.status, answer.body) == (200, b"")
    (call,) = inbox.calls
    assert (call.platform, call.kind, call.text, call.message_id) == (case.name, CallKind.TEXT, "我的待办", "7001")


def test_503_when_the_message_could_not_be_stored(case: CallbackCase, inbox: Inbox) -> None:
    inbox.failing = True
    assert call_app(endpoint(case, inbox), case.message("我的待办", "7001")).status == 503


def test_a_wrong_signature_is_refused(case: CallbackCase, inbox: Inbox) -> None:
    answer = call_app(endpoint(case, inbox), case.wrong_signature(case.message("好", "7001")))
    assert answer.status == 401
    assert not inbox.calls


def test_a_changed_body_is_refused(case: CallbackCase, inbox: Inbox) -> None:
    answer = call_app(endpoint(case, inbox), case.changed_body(case.message("好", "7001")))
    assert answer.status == 401
    assert not inbox.calls


@pytest.mark.parametrize("seconds", [-301, 301, -86400])
def test_an_old_or_future_timestamp_is_refused(case: CallbackCase, inbox: Inbox, seconds: int) -> None:
    assert call_app(endpoint(case, inbox), case.stale(seconds)).status == 403
    assert not inbox.calls


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_a_timestamp_within_five_minutes_is_accepted(case: CallbackCase, inbox: Inbox, seconds: int) -> None:
    assert call_app(endpoint(case, inbox), case.stale(seconds)).status == 200


def test_an_old_timestamp_is_logged_with_both_times(
    case: CallbackCase, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Clock skew can be diagnosed: the log has both times."""
    assert call_app(endpoint(case, inbox), case.stale(-400)).status == 403
    for words in ("2026-09-18T01:53:20+00:00", "2026-09-18T02:00:00+00:00", "400 s"):
        assert words in caplog.text


def test_an_unsigned_timestamp_does_not_count_for_clock_skew(case: CallbackCase, inbox: Inbox) -> None:
    heard: list[object] = []
    entry = case.timed(inbox.accept, StandingClock(), lambda *both: heard.append(both))
    assert call_app(entry, case.wrong_signature(case.stale(-400))).status == 401
    assert heard == []


@pytest.mark.parametrize("seconds", [-86400, -400, 0, 400])
def test_every_signed_timestamp_is_reported_with_our_time(case: CallbackCase, inbox: Inbox, seconds: int) -> None:
    heard: list[object] = []
    entry = case.timed(inbox.accept, StandingClock(), lambda *both: heard.append(both))
    call_app(entry, case.stale(seconds))
    assert heard == [(NOW + timedelta(seconds=seconds), NOW)]


def test_a_replay_carries_the_same_message_id(case: CallbackCase, inbox: Inbox) -> None:
    """The endpoint is stateless; a replay is deduplicated by its id where the call is stored."""
    entry = endpoint(case, inbox)
    request = case.message("好", "7001")
    assert [call_app(entry, request).status for _ in range(2)] == [200, 200]
    assert inbox.calls[0] == inbox.calls[1]


def test_a_replay_after_the_window_is_refused(case: CallbackCase, inbox: Inbox) -> None:
    clock = StandingClock()
    entry, request = endpoint(case, inbox, clock), case.message("好", "7001")
    assert call_app(entry, request).status == 200
    clock.instant = NOW + timedelta(seconds=301)
    assert call_app(entry, request).status == 403


def test_a_body_above_the_limit_is_refused(case: CallbackCase, inbox: Inbox) -> None:
    request = replace(case.message("好", "7001"), body=b"<" + b"x" * case.max_body)
    assert call_app(endpoint(case, inbox), request).status == 413


def test_a_chunked_body_above_the_limit_is_refused(case: CallbackCase, inbox: Inbox) -> None:
    parts = tuple(b"x" * 65536 for _ in range(case.max_body // 65536 + 1))
    assert call_app(endpoint(case, inbox), replace(case.message("好", "7001"), parts=parts)).status == 413


def test_413_is_sent_before_the_rest_of_the_body_is_read(case: CallbackCase, inbox: Inbox) -> None:
    """The rest is drained all the same: a client that is still sending would not read the response."""
    parts = [b"x" * 65536] * (2 * case.max_body // 65536)
    events: list[str] = []

    async def receive() -> dict[str, object]:
        events.append("read")
        parts.pop()
        return {"type": "http.request", "body": b"x" * 65536, "more_body": bool(parts)}

    async def send(message: MutableMapping[str, Any]) -> None:
        end = message["type"] == "http.response.body" and not message.get("more_body")
        events.append("end" if end else str(message.get("status", "told")))

    for announced in ([(b"content-length", b"%d" % (65536 * len(parts)))], []):
        parts[:] = [b"x" * 65536] * (2 * case.max_body // 65536)
        count = len(parts)
        events.clear()
        scope = {"type": "http", "method": "POST", "query_string": case.message("", "1").query.encode()}
        run(endpoint(case, inbox)(scope | {"headers": announced}, receive, send))  # type: ignore[operator]
        assert events.count("read") == count
        assert events.index("413") < count
        assert events[-2:] == ["read", "end"]


def test_a_chunked_body_is_joined(case: CallbackCase, inbox: Inbox) -> None:
    request = case.message("好", "7001")
    halves = replace(request, parts=(request.body[:100], request.body[100:]))
    assert call_app(endpoint(case, inbox), halves).status == 200


def test_an_incomplete_body_is_refused(case: CallbackCase, inbox: Inbox) -> None:
    request = case.message("好", "7001")
    answer = call_app(endpoint(case, inbox), replace(request, announced="9999", body=request.body[:50]))
    assert 400 <= answer.status < 500
    assert not inbox.calls


def test_half_open_requests_block_nobody(case: CallbackCase, inbox: Inbox) -> None:
    entry, request = endpoint(case, inbox), case.message("好", "7001")

    async def both() -> int:
        half = replace(request, body=request.body[:20], ends=False)
        waiting = [asyncio.create_task(call_app_async(entry, half)) for _ in range(50)]
        await asyncio.sleep(0)
        answer = await call_app_async(entry, request)
        for task in waiting:
            assert not task.done()
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return answer.status

    assert run(both()) == 200


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS"])
def test_other_methods_are_refused(case: CallbackCase, inbox: Inbox, method: str) -> None:
    answer = call_app(endpoint(case, inbox), AsgiRequest(method=method))
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


def test_hostile_requests_are_refused_and_logged_without_their_content(
    case: CallbackCase, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    entry = endpoint(case, inbox)
    for name, request in case.hostile().items():
        caplog.clear()
        with caplog.at_level(logging.INFO):
            answer = call_app(entry, request)
        assert answer.status in (400, 401, 403), name
        assert answer.body.count(b"\n") == 1, name
        assert len(caplog.records) == 1, name
        assert "192.0.2.7" in caplog.text, name
        assert len(caplog.text) < 300, name
    assert not inbox.calls
    assert call_app(entry, case.message("好", "7001")).status == 200
