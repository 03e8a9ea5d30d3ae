"""Liveness and readiness over ASGI: the answers, one check shared by concurrent requests, and a time limit."""

from __future__ import annotations

import asyncio
import threading

import pytest

from objection.asgi import healthz as module
from objection.asgi.healthz import liveness, readiness
from store.engine.session import Store
from tests.bot.world import vault
from tests.loops import run
from tests.platforms.asgi import AsgiRequest, call_app, call_app_async

GET = AsgiRequest(method="GET")


def test_healthz_answers_ok_and_one_line_per_problem(database_url: str) -> None:
    store = Store(database_url, vault())

    def broken() -> list[str]:
        raise RuntimeError

    answer = call_app(liveness(store, [lambda: ["甲\n乙"], broken, lambda: iter(["丙"])]), GET)
    assert (answer.status, answer.body.decode()) == (200, "ok\n甲 乙\n丙\n")
    assert call_app(liveness(store), GET).body == b"ok\n"
    store.close()


def test_healthz_fails_without_its_database() -> None:
    answer = call_app(liveness(Store("postgresql://nobody@127.0.0.1:9/none", vault()), [lambda: ["甲"]]), GET)
    assert (answer.status, answer.body.decode()) == (503, "数据库用不了。\n")


def test_readyz_names_every_problem_on_one_line() -> None:
    answer = call_app(readiness([lambda: ["不能保存消息"], list, lambda: ["不能保存附件"]]), GET)
    assert (answer.status, answer.body.decode()) == (503, "不能保存消息；不能保存附件\n")
    assert answer.headers["cache-control"] == "no-store"
    assert (call_app(readiness([]), GET).status, call_app(readiness([list]), GET).body) == (200, b"ok\n")


def test_a_check_that_fails_is_not_ready() -> None:
    def broken() -> list[str]:
        raise RuntimeError

    answer = call_app(readiness([broken]), GET)
    assert (answer.status, answer.body.decode()) == (503, "检查没有做完\n")


def test_concurrent_requests_share_one_check_and_recovery_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[list[str]] = []
    answers = iter([["坏"], [], []])

    def look() -> list[str]:
        looks.append(next(answers))
        return looks[-1]

    monkeypatch.setattr(module, "KEPT", 0.5)

    async def crowd() -> list[int]:
        app = readiness([look])
        first = await asyncio.gather(*(call_app_async(app, GET) for _ in range(50)))
        await asyncio.sleep(0.6)
        later = await call_app_async(app, GET)
        return [*sorted({answer.status for answer in first}), later.status]

    assert run(crowd()) == [503, 200]
    assert len(looks) == 2


def test_a_check_that_hangs_times_out_and_delays_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    gate, begun = threading.Event(), []

    def hanging() -> list[str]:
        begun.append(1)
        gate.wait(30)
        return []

    async def both() -> tuple[list[int], int]:
        slow, other = readiness([hanging]), readiness([list])
        statuses = [(await call_app_async(slow, GET)).status for _ in range(3)]
        fast = (await call_app_async(other, GET)).status
        gate.set()
        return statuses, fast

    assert run(both()) == ([503, 503, 503], 200)
    assert len(begun) == 1
