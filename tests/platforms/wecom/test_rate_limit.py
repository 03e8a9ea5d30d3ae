"""Client-side rate limits below the published ones, because the platform drops the excess silently."""

from __future__ import annotations

from datetime import timedelta

from bot.ports import ChatPlatform
from clock.time_source import Clock
from platforms.wecom import build
from platforms.wecom.rate_limit import CALLS_PER_MINUTE, Throttle
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import NOW, SETTINGS, StandingClock

NONE, SECOND, MINUTE = timedelta(), timedelta(seconds=1), timedelta(minutes=1)
SENT = {"errcode": 0, "errmsg": "ok", "msgid": "m_1"}


def test_limit_per_member_and_minute() -> None:
    throttle = Throttle(minute_limit=3, hour_limit=100, day_limit=0)
    for second in range(3):
        assert throttle.wait("zhang.san", NOW + second * SECOND) == NONE
        throttle.record("zhang.san", NOW + second * SECOND)
    assert throttle.wait("Zhang.San", NOW + 3 * SECOND) == timedelta(seconds=57), "user ids are the same in any case"
    assert throttle.wait("li.si", NOW + 3 * SECOND) == NONE
    assert throttle.wait("zhang.san", NOW + MINUTE) == NONE


def test_limit_per_member_and_hour() -> None:
    throttle = Throttle(minute_limit=100, hour_limit=5, day_limit=0)
    for minute in range(5):
        throttle.record("zhang.san", NOW + minute * MINUTE)
    assert throttle.wait("zhang.san", NOW + 5 * MINUTE) == 55 * MINUTE


def test_limit_per_app_and_day_in_shanghai_time() -> None:
    throttle = Throttle(minute_limit=100, hour_limit=100, day_limit=2)
    throttle.record("zhang.san", NOW)
    throttle.record("li.si", NOW)
    assert throttle.wait("wang.wu", NOW) == timedelta(hours=14), "10:00 in Shanghai"
    assert throttle.wait("wang.wu", NOW + timedelta(hours=14)) == NONE


def test_waiting_does_not_count() -> None:
    throttle = Throttle(minute_limit=1, hour_limit=1, day_limit=1)
    assert [throttle.wait("zhang.san", NOW) for _ in range(5)] == [NONE] * 5


def test_a_clock_set_back_does_not_block_a_member() -> None:
    throttle = Throttle(minute_limit=2, hour_limit=2, day_limit=0)
    for _ in range(2):
        throttle.record("zhang.san", NOW + timedelta(days=30))
    assert throttle.wait("zhang.san", NOW) == NONE


def test_calls_to_one_path_are_paced() -> None:
    throttle = Throttle(25, 900, 0)
    assert all(throttle.pace("/a", NOW) == NONE for _ in range(CALLS_PER_MINUTE))
    assert throttle.pace("/a", NOW) == MINUTE
    assert throttle.pace("/b", NOW) == NONE


def test_only_sent_messages_count(server: Server) -> None:
    server.token()
    server.answer("/cgi-bin/message/send", SENT)
    clock: Clock = StandingClock()
    wecom: ChatPlatform = build(SETTINGS, clock)
    for _ in range(SETTINGS.minute_limit):
        assert wecom.wait("zhang.san", NOW) == NONE
        wecom.send("zhang.san", {"msgtype": "text", "text": {"content": "好"}}, key="k")
    assert wecom.wait("zhang.san", NOW) == MINUTE


def test_our_limits_are_below_the_published_ones() -> None:
    assert SETTINGS.minute_limit < 30
    assert SETTINGS.hour_limit < 1000
