"""HTTP stub of the platform: answers the calls of a test from a list and records the requests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import responses

from platforms.wecom import WeCom, build
from tests.platforms.wecom.tenant import SETTINGS, StandingClock

BASE = SETTINGS.api_base


class Server:
    """Responses by path, in the given order; the last one is repeated."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.mock = mock

    def token(self, value: str = "TOKEN_1", **more: Any) -> None:
        self.answer("/cgi-bin/gettoken", {"errcode": 0, "access_token": value, "expires_in": 7200} | more, "GET")

    def answer(self, path: str, body: Any, method: str = "POST", **more: Any) -> None:
        content = {"json": body} if isinstance(body, dict) else {"body": body}
        self.mock.add(method, BASE + path, **content, **more)

    def refuse(self, path: str, code: int, method: str = "POST", hint: str = "refused, hint: [1]") -> None:
        self.answer(path, {"errcode": code, "errmsg": hint}, method)

    def calls(self, path: str) -> list[Any]:
        return [call.request for call in self.mock.calls if (call.request.url or "").startswith(BASE + path)]

    def bodies(self, path: str) -> list[Any]:
        return [json.loads(request.body) for request in self.calls(path)]


@pytest.fixture
def server() -> Iterator[Server]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield Server(mock)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def wecom(clock: StandingClock) -> WeCom:
    return build(SETTINGS, clock)
