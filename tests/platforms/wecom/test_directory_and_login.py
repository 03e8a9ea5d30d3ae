"""Login by OAuth code, for public and private editions."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.ports import PlatformError, Presence
from platforms.wecom import Settings, WeCom, build
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import GIVEN, StandingClock


@pytest.fixture(autouse=True)
def _token(server: Server) -> None:
    server.token()


def test_login_url(wecom: WeCom) -> None:
    url = wecom.login_url("https://yiyi.example.gov.cn/login/back?a=1&b=汉", "s7a7e")
    parts = urlsplit(url)
    assert url.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww0123456789abcdef&redirect_uri=")
    assert parts.fragment == "wechat_redirect"
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query["redirect_uri"] == "https://yiyi.example.gov.cn/login/back?a=1&b=汉"
    assert (query["response_type"], query["scope"]) == ("code", "snsapi_base")
    assert (query["state"], query["agentid"]) == ("s7a7e", "1000002")


@pytest.mark.parametrize("state", ["", "a-b", "状态", "x" * 129])
def test_an_invalid_state_is_refused(wecom: WeCom, state: str) -> None:
    with pytest.raises(ValueError, match="state"):
        wecom.login_url("https://example.org/", state)


@pytest.mark.parametrize(
    ("style", "answer"),
    [
        ("auth", {"errcode": 0, "userid": "zhang.san"}),
        ("user", {"UserId": "zhang.san", "DeviceId": "D", "errcode": 0}),
        ("user", {"userid": "zhang.san", "name": "张三"}),
    ],
)
def test_a_code_identifies_a_member(server: Server, style: Any, answer: dict[str, Any]) -> None:
    """Private editions only have the old path, and write UserId with capitals."""
    wecom = build(Settings(**GIVEN, auth_style=style), StandingClock())
    server.answer(f"/cgi-bin/{style}/getuserinfo", answer, "GET")
    assert wecom.who("CODE") == "zhang.san"
    assert server.calls(f"/cgi-bin/{style}/getuserinfo")[0].params["code"] == "CODE"


@pytest.mark.parametrize("answer", [{"errcode": 0, "openid": "o", "external_userid": "e"}, {"OpenId": "o"}, {}])
def test_an_external_contact_is_no_member(server: Server, wecom: WeCom, answer: dict[str, Any]) -> None:
    server.answer("/cgi-bin/auth/getuserinfo", answer, "GET")
    with pytest.raises(PlatformError, match="不是本单位成员") as caught:
        wecom.who("CODE")
    assert not caught.value.retryable


@pytest.mark.parametrize("code", [40029, 42003, 42022])
def test_a_used_code_requires_a_new_login(server: Server, wecom: WeCom, code: int) -> None:
    server.refuse("/cgi-bin/auth/getuserinfo", code, "GET")
    with pytest.raises(PlatformError, match="重新登录"):
        wecom.who("CODE")


def test_a_malformed_code_is_not_sent(server: Server, wecom: WeCom) -> None:
    for code in ("", "x" * 513):
        with pytest.raises(PlatformError):
            wecom.who(code)
    assert not server.mock.calls


@pytest.mark.parametrize(
    ("answer", "presence"),
    [
        ({"errcode": 0, "userid": "li.si", "name": "李四", "status": 1}, Presence.HERE),
        ({"errcode": 0, "userid": "li.si", "name": "李四"}, Presence.HERE),
        ({"errcode": 0, "name": "李四", "status": 2}, Presence.DISABLED),
        ({"errcode": 0, "name": "李四", "status": 5}, Presence.DISABLED),
        ({"errcode": 0, "name": "李四", "status": 4}, Presence.INACTIVE),
        ({"errcode": 60111, "errmsg": "userid not found"}, Presence.UNKNOWN),
        ({"errcode": 60011, "errmsg": "no privilege"}, Presence.HIDDEN),
    ],
)
def test_whether_a_member_is_known(server: Server, wecom: WeCom, answer: dict[str, Any], presence: Presence) -> None:
    server.answer("/cgi-bin/user/get", answer, "GET")
    found = wecom.look_up("li.si")
    assert (found.presence, found.name) == (presence, answer.get("name", ""))


@pytest.mark.parametrize("code", [-1, 45009, 48002, 50003, 60020])
def test_a_fault_of_the_call_is_no_absence(server: Server, wecom: WeCom, code: int) -> None:
    server.refuse("/cgi-bin/user/get", code, "GET")
    with pytest.raises(PlatformError):
        wecom.look_up("li.si")
