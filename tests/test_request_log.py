"""Log lines of one request: its id, the client's own address, acts that were really recorded, a bounded flood."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
import structlog

from objection.asgi.client_scope import with_client
from objection.callback_figures import LOGGED, CallbackFigures
from platforms.callback_outcome import CallbackOutcome, Result
from store.messages.cause import caused_by
from tests.bot.acts.main_path import MainPath
from tests.bot.world import World
from tests.log_stream import logged
from tests.loops import run
from web.site import LOOPBACK

REQUEST = "h0212345678901234a13812345678bcde"  # as unlucky as a hash can be: it looks like telephone numbers


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with logged("debug") as stream:
        yield stream


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def outcome(result: Result = Result.STORED, **more: str) -> CallbackOutcome:
    return CallbackOutcome("wecom", result, HTTPStatus.OK, 0.01, "203.0.113.7", **more)


def test_the_id_is_on_every_line_and_never_masked(stream: io.StringIO) -> None:
    with caused_by(""):  # whatever this thread did before
        with caused_by(REQUEST):
            logging.getLogger("library").info("a line of a library, 13812345678")
            structlog.get_logger().info("a line of ours")
            with caused_by("sweep:deadlines"):
                structlog.get_logger().info("within")
        structlog.get_logger().info("after")
    found = lines(stream)
    assert [line.get("request") for line in found] == [REQUEST, REQUEST, "sweep:deadlines", None]
    assert "13812345678" not in found[0]["event"]


@pytest.mark.parametrize("request_id", ["13812345678", "张伟 13812345678", "h1\n13812345678"])
def test_an_id_that_is_not_ours_is_masked_as_any_text(stream: io.StringIO, request_id: str) -> None:
    with caused_by(request_id):
        structlog.get_logger().info("x")
    assert "13812345678" not in stream.getvalue()


def test_numbers_of_the_platform_are_not_masked(stream: io.StringIO) -> None:
    CallbackFigures().observe(outcome(request=REQUEST, message_id="310105199001011234", kind="text"))
    (line,) = lines(stream)
    assert (line["request"], line["message_id"]) == (REQUEST, "310105199001011234")
    assert (line["result"], line["address"], line["status"]) == ("stored", "203.0.113.7", 200)


def test_a_flood_of_refusals_is_counted_and_not_logged(stream: io.StringIO) -> None:
    figures = CallbackFigures()
    for _ in range(LOGGED + 500):
        figures.observe(outcome(Result.REFUSED, reason="bad signature"))
    figures.observe(outcome())
    found = lines(stream)
    assert len(found) <= LOGGED + 10
    assert found[-1]["result"] == "stored", "what is stored is always logged"
    (counter, _) = figures.collect()
    counted = {sample.labels["result"]: sample.value for sample in counter.samples if sample.name.endswith("_total")}
    assert counted == {"refused": LOGGED + 500, "stored": 1}


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", ["203.0.113.7"], "203.0.113.7"),
        ("127.0.0.1", ["10.9.9.9, 203.0.113.7"], "203.0.113.7"),  # what the client itself says is not believed
        ("127.0.0.1", ["10.9.9.9", "203.0.113.7"], "203.0.113.7"),
        ("198.51.100.1", ["203.0.113.7"], "198.51.100.1"),  # no proxy of ours
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["rubbish"], "127.0.0.1"),
    ],
)
def test_the_client_is_whom_a_trusted_proxy_heard(peer: str, forwarded: list[str], client: str) -> None:
    heard: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        heard.append(scope["client"][0])

    scope = {
        "type": "http",
        "client": (peer, 1),
        "headers": [(b"x-forwarded-for", each.encode()) for each in forwarded],
    }
    run(with_client(app, LOOPBACK)(scope, None, None))  # type: ignore[arg-type]
    assert heard == [client]


def test_acts_are_logged_once_and_previews_leave_no_line(stream: io.StringIO, sqlite_url: str) -> None:
    """A preview tries the act and undoes it: only what was recorded is logged, with the id of its own message."""
    world = World.create(sqlite_url)
    path = MainPath(world)
    path.until(MainPath.receive)
    world.confirms = False
    path.reply()
    acts = [line["act"] for line in lines(stream) if line["event"] == "act"]
    assert "答复需修正" not in acts, "it was shown, and not done"
    world.press_button("wang.fang", "确定")
    world.close()
    found = [line for line in lines(stream) if line["event"] == "act"]
    assert [line["act"] for line in found][-1] == "答复需修正"
    assert [line["step"] for line in found] == list(range(1, len(found) + 1))
    handled = {line["request"]: line["result"] for line in lines(stream) if line["event"] == "handled"}
    for line in found:
        assert f"{line['ticket']}#{line['step']} {line['act']}" in handled[line["request"]]
