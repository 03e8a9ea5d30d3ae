"""Who is there and who is knocking: the directory department by department, and the login of either edition."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.ports import Blame, Member, PlatformError
from platforms.wecom import Settings, WeCom, build
from tests.platforms.wecom.conftest import Server
from tests.platforms.wecom.tenant import GIVEN, StandingClock

DEPARTMENTS, LIST, SIMPLE = "/cgi-bin/department/list", "/cgi-bin/user/list", "/cgi-bin/user/simplelist"


@pytest.fixture(autouse=True)
def _token(server: Server) -> None:
    server.token()


def two_departments(server: Server) -> None:
    both = [{"id": 1, "name": "长宁区", "parentid": 0}, {"id": 2, "name": "民政局", "parentid": 1}]
    server.answer(DEPARTMENTS, {"errcode": 0, "department": both}, "GET")


def test_everyone_is_listed_once(server: Server, wecom: WeCom) -> None:
    two_departments(server)
    zhang = {"userid": "Zhang.San", "name": "张三", "department": [1, 2], "mobile": "13800000000", "status": 1}
    li = {"userid": "li.si", "name": "李四", "department": [2], "status": 2}
    server.answer(LIST, {"errcode": 0, "userlist": [zhang]}, "GET")
    server.answer(LIST, {"errcode": 0, "userlist": [zhang | {"userid": "zhang.san"}, li]}, "GET")
    assert list(wecom.members()) == [
        Member("Zhang.San", "张三", ("长宁区", "民政局"), "13800000000", active=True),
        Member("li.si", "李四", ("民政局",), "", active=False),
    ]
    assert [request.params["department_id"] for request in server.calls(LIST)] == ["1", "2"]


def test_without_the_right_to_details_names_are_enough(server: Server, wecom: WeCom) -> None:
    server.answer(DEPARTMENTS, {"errcode": 0, "department": [{"id": 2, "name": "民政局"}]}, "GET")
    server.refuse(LIST, 48002, "GET")
    server.answer(SIMPLE, {"errcode": 0, "userlist": [{"userid": "li.si", "name": "李四"}, {"name": "无"}]}, "GET")
    assert list(wecom.members()) == [Member("li.si", "李四", ("民政局",))]


def test_another_failure_of_the_directory_is_told(server: Server, wecom: WeCom) -> None:
    two_departments(server)
    server.refuse(LIST, 60020, "GET")
    with pytest.raises(PlatformError) as caught:
        list(wecom.members())
    assert caught.value.blame is Blame.APP


def test_the_login_address(wecom: WeCom) -> None:
    url = wecom.login_url("https://yiyi.example.gov.cn/login/back?a=1&b=汉", "s7a7e")
    parts = urlsplit(url)
    assert url.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww0123456789abcdef&redirect_uri=")
    assert parts.fragment == "wechat_redirect"
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert query["redirect_uri"] == "https://yiyi.example.gov.cn/login/back?a=1&b=汉"
    assert (query["response_type"], query["scope"]) == ("code", "snsapi_base")
    assert (query["state"], query["agentid"]) == ("s7a7e", "1000002")


@pytest.mark.parametrize("state", ["", "a-b", "状态", "x" * 129])
def test_a_state_that_the_platform_would_refuse(wecom: WeCom, state: str) -> None:
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
def test_a_member_is_known_by_a_code(server: Server, style: Any, answer: dict[str, Any]) -> None:
    """Private editions know the old path only, and write UserId with capitals."""
    wecom = build(Settings(**GIVEN, auth_style=style), StandingClock())
    server.answer(f"/cgi-bin/{style}/getuserinfo", answer, "GET")
    assert wecom.who("CODE") == "zhang.san"
    assert server.calls(f"/cgi-bin/{style}/getuserinfo")[0].params["code"] == "CODE"


@pytest.mark.parametrize("answer", [{"errcode": 0, "openid": "o", "external_userid": "e"}, {"OpenId": "o"}, {}])
def test_a_visitor_is_no_member(server: Server, wecom: WeCom, answer: dict[str, Any]) -> None:
    server.answer("/cgi-bin/auth/getuserinfo", answer, "GET")
    with pytest.raises(PlatformError, match="不是本单位成员") as caught:
        wecom.who("CODE")
    assert not caught.value.retryable


@pytest.mark.parametrize("code", [40029, 42003, 42022])
def test_a_spent_code_means_logging_in_again(server: Server, wecom: WeCom, code: int) -> None:
    server.refuse("/cgi-bin/auth/getuserinfo", code, "GET")
    with pytest.raises(PlatformError, match="重新登录"):
        wecom.who("CODE")


def test_a_code_that_is_none_is_not_asked_about(server: Server, wecom: WeCom) -> None:
    for code in ("", "x" * 513):
        with pytest.raises(PlatformError):
            wecom.who(code)
    assert not server.mock.calls
