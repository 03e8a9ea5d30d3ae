"""Every failure of platform or network becomes a PlatformError: retryable or not, when, and whose fault it is."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
import requests
from requests.exceptions import ChunkedEncodingError as CutOff
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.ports import Blame, PlatformError
from platforms.wecom import WeCom
from platforms.wecom.errors import POLICIES, error_for
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import NOW, SECRET, StandingClock

SEND, TOKEN = "/cgi-bin/message/send", "/cgi-bin/gettoken"
HELLO = {"msgtype": "text", "text": {"content": "你好"}}
SENT = {"errcode": 0, "errmsg": "ok", "msgid": "m_1"}


def refusal(wecom: WeCom) -> PlatformError:
    with pytest.raises(PlatformError) as caught:
        wecom.send("zhang.san", HELLO, key="k1")
    return caught.value


def never_connected() -> requests.ConnectionError:
    host = HTTPConnection("qyapi.example.org")
    cause = NewConnectionError(host, f"refused, secret={SECRET}")
    return requests.ConnectionError(MaxRetryError(HTTPConnectionPool("qyapi.example.org"), "/", cause))


@pytest.mark.parametrize(
    ("code", "retryable", "blame"),
    [
        (-1, True, Blame.MESSAGE),
        (45033, True, Blame.MESSAGE),
        (6000, True, Blame.MESSAGE),
        (60020, True, Blame.APP),
        (50003, False, Blame.APP),
        (48002, False, Blame.APP),
        (301002, False, Blame.APP),
        (40056, False, Blame.APP),
        (60011, False, Blame.RECEIVER),
        (42035, False, Blame.MESSAGE),
        (45002, False, Blame.MESSAGE),
        (40007, False, Blame.MESSAGE),
        (999999, False, Blame.MESSAGE),
    ],
)
def test_error_codes(server: Server, wecom: WeCom, code: int, retryable: bool, blame: Blame) -> None:
    server.token()
    server.refuse(SEND, code, hint="no, hint: [1690000000_77], from ip: 192.0.2.7")
    error = refusal(wecom)
    assert (error.retryable, error.blame, error.code) == (retryable, blame, str(code))
    assert "1690000000_77" in str(error)
    assert not error.sent_unknown


def test_every_error_code_has_a_text_and_one_meaning() -> None:
    for code, policy in POLICIES.items():
        error = error_for(code)
        assert policy.text in str(error)
        assert not (error.code_spent and error.retryable), code


def test_a_banned_path_rests_and_one_call_probes(server: Server, wecom: WeCom, clock: StandingClock) -> None:
    """45009 does not say which window was exceeded: rests double to a quarter of an hour, then a probe."""
    server.token()
    server.refuse(SEND, 45009)
    first = refusal(wecom)
    assert (first.retry_after, first.blame) == (timedelta(minutes=1), Blame.MESSAGE)
    clock.instant = NOW + timedelta(seconds=30)
    assert refusal(wecom).retry_after == timedelta(seconds=30)
    assert len(server.calls(SEND)) == 1, "within a ban nothing is sent"
    clock.instant = NOW + timedelta(seconds=61)
    second = refusal(wecom)
    assert (second.retry_after, second.blame) == (timedelta(minutes=2), Blame.MESSAGE)
    rests = []
    for hour in range(1, 6):
        clock.instant = NOW + timedelta(hours=hour)
        rests.append(refusal(wecom).retry_after)
    assert rests == [timedelta(minutes=minutes) for minutes in (4, 8, 15, 15, 15)]


def test_a_success_resets_the_ban(server: Server, wecom: WeCom, clock: StandingClock) -> None:
    server.token()
    server.refuse(SEND, 45009)
    server.answer(SEND, SENT)
    server.refuse(SEND, 45009)
    refusal(wecom)
    clock.instant = NOW + timedelta(seconds=61)
    wecom.send("zhang.san", HELLO, key="k1")
    assert refusal(wecom).retry_after == timedelta(minutes=1)


@pytest.mark.parametrize("failure", [requests.ReadTimeout(), requests.ConnectionError("cut"), CutOff()])
def test_a_possibly_sent_message_is_not_repeated_blindly(server: Server, wecom: WeCom, failure: Exception) -> None:
    server.token()
    server.answer(SEND, failure)
    error = refusal(wecom)
    assert (error.retryable, error.sent_unknown) == (True, True)
    assert len(server.calls(SEND)) == 1


@pytest.mark.parametrize("failure", [requests.ConnectTimeout(), requests.exceptions.SSLError(), never_connected()])
def test_a_message_that_was_not_sent_is_retried_once_at_once(server: Server, wecom: WeCom, failure: Exception) -> None:
    server.token()
    server.answer(SEND, failure)
    error = refusal(wecom)
    assert (error.retryable, error.sent_unknown) == (True, False)
    assert len(server.calls(SEND)) == 2


def test_a_failure_before_the_token_sent_nothing(server: Server, wecom: WeCom) -> None:
    server.answer(TOKEN, requests.ReadTimeout(), "GET")
    assert not refusal(wecom).sent_unknown


@pytest.mark.parametrize(
    ("status", "blame", "unknown"),
    [
        (301, Blame.APP, False),
        (404, Blame.APP, False),
        (403, Blame.APP, False),
        (429, Blame.MESSAGE, False),
        (500, Blame.MESSAGE, True),
        (502, Blame.MESSAGE, True),
        (200, Blame.MESSAGE, True),
    ],
)
def test_responses_of_other_servers(server: Server, wecom: WeCom, status: int, blame: Blame, unknown: bool) -> None:
    """A wrong scheme or path, a gateway in between, an outage, a page of HTML."""
    server.token()
    server.answer(SEND, "<html>", status=status)
    error = refusal(wecom)
    assert (error.retryable, error.blame, error.sent_unknown) == (True, blame, unknown)


@pytest.mark.parametrize("body", ["", "null", "[]", "{", '{"errcode":"odd"}', "[" * 100_000])
def test_malformed_responses_raise_a_platform_error(server: Server, wecom: WeCom, body: str) -> None:
    server.token()
    server.answer(SEND, body)
    assert refusal(wecom).retryable


def test_a_missing_code_is_success_and_a_code_as_text_is_parsed(server: Server, wecom: WeCom) -> None:
    server.token()
    server.answer(SEND, {"msgid": "m_1"})
    server.answer(SEND, {"errcode": "81013"})
    assert wecom.send("zhang.san", HELLO, key="k1").message_id == "m_1"
    assert refusal(wecom).blame is Blame.RECEIVER


@pytest.mark.parametrize("body", [{"errcode": 0}, {"errcode": 0, "access_token": ""}, {"access_token": None}])
def test_an_invalid_token_is_requested_again(server: Server, wecom: WeCom, body: dict[str, Any]) -> None:
    server.answer(TOKEN, body, "GET")
    assert refusal(wecom).retryable


@pytest.mark.parametrize("failure", [requests.ReadTimeout(), never_connected()])
def test_no_log_and_no_error_holds_a_secret(
    server: Server, wecom: WeCom, caplog: pytest.LogCaptureFixture, failure: Exception
) -> None:
    """The libraries' errors quote URLs, which contain the secret and the token."""
    server.token("TOKEN_OF_THE_APP")
    server.answer(SEND, failure)
    with caplog.at_level(logging.DEBUG):
        error = refusal(wecom)
        logging.getLogger("test").error("as the sender logs it", exc_info=error)
    for secret in (SECRET, "TOKEN_OF_THE_APP", "access_token="):
        assert secret not in caplog.text + str(error)


@pytest.mark.parametrize("spelled", ["Wang.Fang", "wang.fang"])
def test_the_platforms_text_names_no_member(
    server: Server, wecom: WeCom, caplog: pytest.LogCaptureFixture, spelled: str
) -> None:
    """It is logged and stored beside the message, and a user id is mostly the pinyin of a name."""
    server.token()
    server.refuse("/cgi-bin/message/send", 60111, hint=f"user {spelled} not found, hint: [1]")
    with pytest.raises(PlatformError) as failed:
        wecom.send("Wang.Fang", {"msgtype": "text", "text": {"content": "您好"}}, key="k")
    assert "user 〔帐号〕 not found" in str(failed.value)
    assert "wang.fang" not in (str(failed.value) + caplog.text).lower()
