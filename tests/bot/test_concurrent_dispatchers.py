"""Concurrent dispatchers: each sender's messages stay in order, and of two conflicting clicks one wins."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import call_json
from bot.ports import Call, CallKind
from regulation.states import State
from tests.bot.filing import filed
from tests.bot.world import World
from tests.store.district_fixture import verify_chain


@pytest.fixture
def busy(database_url: str) -> Iterator[World]:
    world = World.create(database_url)
    yield world
    world.close()


def put(world: World, calls: list[Call]) -> None:
    for call in calls:
        world.inbox.put(call.platform, call.message_id, call.user, call_json.encode(call), world.now)


def drain(world: World, threads: int = 4) -> None:
    with ThreadPoolExecutor(threads) as pool:
        for handled in [pool.submit(world.drain) for _ in range(threads)]:
            handled.result()


def test_two_operators_press_at_once(busy: World) -> None:
    number = filed(busy)
    clicks = [busy.call(user, CallKind.CLICK, f"收办 {number} g1") for user in ("li.na", "zhou.jie")]
    put(busy, clicks)
    drain(busy)
    seen = busy.deliver()
    assert busy.ticket(number).state is State.CHECKING
    assert busy.ticket(number).seq == 2
    told = [card.body for user in ("li.na", "zhou.jie") for card in seen[user] if "这张卡片已过期" in card.body]
    assert len(told) == 1
    assert any(name in told[0] for name in ("已由李娜", "已由周杰"))


def test_concurrent_filings(busy: World) -> None:
    steps = (
        "提出异议",
        "企业登记基本",
        "错误",
        "某公司状态为存续",
        "应为注销",
        "办理业务时发现",
        "完成",
        "电话 021-62345678",
        "提交",
    )
    people = ("zhang.wei", "he.ping", "sun.li", "wu.gang", "chen.mo")
    for words in steps:  # each question is delivered before it is answered
        put(busy, [busy.call(user, CallKind.TEXT, words) for user in people])
        drain(busy)
        busy.deliver()
    assert len(busy.numbers()) == len(people)
    assert [number[-4:] for number in busy.numbers()] == ["0001", "0002", "0003", "0004", "0005"]
    with busy.store.read() as session:
        assert verify_chain(session) == []
