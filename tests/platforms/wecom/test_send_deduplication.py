"""Section 4.1: the platform drops duplicate requests silently, so two messages are never the same request."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from platforms.wecom import WeCom, build
from platforms.wecom.send_deduplication import LONGEST, SHORTEST, WAYS, Intervals
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import NOW, SETTINGS, StandingClock

SEND = "/cgi-bin/message/send"
TEXT: dict[str, Any] = {"msgtype": "text", "text": {"content": "已收到。"}}
CARD: dict[str, Any] = {"card_type": "text_notice", "main_title": {"title": "待签收"}}
NO_CARD: list[dict[str, Any]] = [
    TEXT,
    {"msgtype": "markdown", "markdown": {"content": "**逾期**"}},
    {"msgtype": "file", "file": {"media_id": "m1"}},
    {"msgtype": "image", "image": {"media_id": "m1"}},
    {"msgtype": "template_card", "template_card": CARD},  # without the task_id by which cards differ
]


@pytest.mark.parametrize("message", NO_CARD, ids=lambda message: str(message["msgtype"]))
def test_five_thousand_equal_messages_are_different_requests(message: dict[str, Any]) -> None:
    intervals = Intervals()
    given = [intervals.of("zhang.san", message, f"m{number}/0", NOW) for number in range(5000)]
    assert len(set(given)) == 5000
    assert all(SHORTEST <= interval <= LONGEST for interval in given)
    assert [intervals.of("zhang.san", message, f"m{number}/0", NOW) for number in range(5000)] == given


def test_a_retry_is_the_same_request_whatever_was_sent_between() -> None:
    for seed in range(300):
        draw, intervals = random.Random(seed), Intervals()
        keys = [f"m{draw.getrandbits(156):039x}/0" for _ in range(200)]
        given = {key: intervals.of("zhang.san", TEXT, key, NOW) for key in keys}
        assert len(set(given.values())) == len(keys), seed
        later = NOW + timedelta(seconds=LONGEST - 1)
        again = {key: intervals.of("zhang.san", TEXT, key, later) for key in draw.sample(keys, len(keys))}
        assert again == given, seed


def test_a_restart_changes_only_requests_with_a_shifted_interval() -> None:
    keys = [f"m{number}/0" for number in range(20)]
    before, after = ([Intervals().of("zhang.san", TEXT, key, NOW) for key in keys] for _ in range(2))
    assert before == after


def test_two_keys_with_the_same_interval_get_different_ones() -> None:
    """The next interval is used; the first is free again after the platform's memory of it has expired."""
    intervals = Intervals()
    first = intervals.of("zhang.san", TEXT, "m0", NOW)
    twin = next(key for key in map(str, range(10 * WAYS)) if Intervals().of("zhang.san", TEXT, key, NOW) == first)
    assert intervals.of("zhang.san", TEXT, twin, NOW) == (first + 1 if first < LONGEST else SHORTEST)
    assert intervals.of("li.si", TEXT, twin, NOW) == first
    late = NOW + timedelta(seconds=LONGEST + 1)
    assert intervals.of("zhang.san", TEXT, twin, late) == first


def test_intervals_run_out_only_beyond_the_platforms_capacity() -> None:
    """13,801 in four hours; beyond them a message is sent all the same."""
    intervals = Intervals()
    given = [intervals.of("zhang.san", TEXT, str(number), NOW) for number in range(WAYS + 1)]
    assert len(set(given)) == WAYS == 13_801
    assert SHORTEST <= given[-1] <= LONGEST


def sent(server: Server, wecom: WeCom, messages: list[tuple[dict[str, Any], str]]) -> list[bytes]:
    server.token()
    server.answer(SEND, {"errcode": 0, "errmsg": "ok", "invaliduser": "", "msgid": "m_1"})
    for message, key in messages:
        wecom.send("zhang.san", message, key=key)
    return [request.body for request in server.calls(SEND)]


def test_duplicate_check_interval_in_the_request(server: Server, wecom: WeCom) -> None:
    bodies = sent(server, wecom, [(TEXT, f"m{number}") for number in (*range(60), *range(60))])
    assert len(set(bodies)) == 60
    assert bodies[:60] == bodies[60:]


def test_long_texts_with_the_same_beginning_lose_no_part(server: Server, wecom: WeCom) -> None:
    """The first parts of both have the same words, number included."""
    first, second = (
        {"msgtype": "text", "text": {"content": "开头相同\n" * 150 + end * 150}} for end in ("甲\n", "乙\n")
    )
    for number in range(40):
        wanted = [(first, f"a{number}"), (second, f"b{number}")]
        bodies = sent(server, wecom, wanted)
        assert len(set(bodies)) == len(bodies) == 4 * (number + 1)


def test_another_process_repeats_the_same_bytes(server: Server, clock: StandingClock) -> None:
    first = sent(server, build(SETTINGS, clock), [(TEXT, f"m{number}") for number in range(10)])
    every = sent(server, build(SETTINGS, clock), [(TEXT, f"m{number}") for number in range(10)])
    assert every[10:] == first
