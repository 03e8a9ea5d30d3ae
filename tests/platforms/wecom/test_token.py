"""One access token for all threads: renewed early, once on expiry, and with backoff where the secret is refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.ports import Blame, PlatformError
from platforms.wecom import WeCom
from platforms.wecom.token import AccessToken
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import NOW, StandingClock

SEND, TOKEN = "/cgi-bin/message/send", "/cgi-bin/gettoken"
HELLO = {"msgtype": "text", "text": {"content": "你好"}}
SENT = {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m_1"}


def test_sixteen_threads_fetch_one_token() -> None:
    gate, fetched = threading.Event(), []

    def fetch() -> tuple[str, timedelta]:
        gate.wait(5)
        fetched.append(1)
        return "TOKEN", timedelta(hours=2)

    token = AccessToken(fetch, StandingClock())
    with ThreadPoolExecutor(16) as pool:
        waiting = [pool.submit(token.get) for _ in range(16)]
        gate.set()
        assert {each.result() for each in waiting} == {"TOKEN"}
    assert len(fetched) == 1


def test_threads_with_the_same_expired_token_fetch_one_new_one() -> None:
    values = iter(["OLD", "NEW", "NEVER"])
    token = AccessToken(lambda: (next(values), timedelta(hours=2)), StandingClock())
    assert token.get() == "OLD"
    assert [token.replace("OLD") for _ in range(5)] == ["NEW"] * 5


@pytest.mark.parametrize(("seconds", "expected"), [(7079, "1"), (7080, "2"), (90000, "2")])
def test_a_token_is_renewed_two_minutes_early(seconds: int, expected: str) -> None:
    values, clock = iter("12"), StandingClock()
    token = AccessToken(lambda: (next(values), timedelta(seconds=7200)), clock)
    assert token.get() == "1"
    clock.instant = NOW + timedelta(seconds=seconds)
    assert token.get() == expected


@pytest.mark.parametrize("code", [40014, 42001, 41001, 40001])
def test_an_expired_token_is_renewed_and_the_call_repeated(server: Server, wecom: WeCom, code: int) -> None:
    server.token("OLD")
    server.token("NEW")
    server.refuse(SEND, code)
    server.answer(SEND, SENT)
    assert wecom.send("zhang.san", HELLO, key="k1").message_id == "m_1"
    assert [request.params["access_token"] for request in server.calls(SEND)] == ["OLD", "NEW"]
    assert server.calls(SEND)[0].body == server.calls(SEND)[1].body


def test_a_token_that_expires_again_at_once_is_not_renewed_forever(server: Server, wecom: WeCom) -> None:
    server.token("OLD")
    server.token("NEW")
    server.refuse(SEND, 42001)
    with pytest.raises(PlatformError) as caught:
        wecom.send("zhang.san", HELLO, key="k1")
    assert (caught.value.retryable, caught.value.code) == (True, "42001")
    assert len(server.calls(SEND)) == len(server.calls(TOKEN)) == 2


@pytest.mark.parametrize("code", [40001, 40013, 40091])
def test_a_wrong_secret_is_not_retried_within_the_hour(
    server: Server, wecom: WeCom, clock: StandingClock, code: int
) -> None:
    """Repeated wrong secrets get the whole address banned for about an hour."""
    server.refuse(TOKEN, code, "GET")
    for minutes in (0, 1, 59):
        clock.instant = NOW + timedelta(minutes=minutes)
        with pytest.raises(PlatformError, match="wecom") as caught:
            wecom.send("zhang.san", HELLO, key="k1")
        assert (caught.value.retryable, caught.value.blame) == (False, Blame.APP)
    assert len(server.calls(TOKEN)) == 1
    clock.instant = NOW + timedelta(minutes=61)
    with pytest.raises(PlatformError):
        wecom.send("zhang.san", HELLO, key="k1")
    assert len(server.calls(TOKEN)) == 2


def test_a_busy_platform_is_asked_for_a_token_again(server: Server, wecom: WeCom) -> None:
    server.refuse(TOKEN, -1, "GET")
    server.token()
    server.answer(SEND, SENT)
    with pytest.raises(PlatformError) as caught:
        wecom.send("zhang.san", HELLO, key="k1")
    assert caught.value.retryable
    assert wecom.send("zhang.san", HELLO, key="k1").message_id == "m_1"


def test_the_token_is_sent_in_the_query_only(server: Server, wecom: WeCom) -> None:
    server.token("TOKEN_1")
    server.answer(SEND, SENT)
    wecom.send("zhang.san", HELLO, key="k1")
    (request,) = server.calls(SEND)
    assert request.params == {"access_token": "TOKEN_1"}
    assert b"TOKEN_1" not in request.body
    assert "TOKEN_1" not in str(request.headers)
