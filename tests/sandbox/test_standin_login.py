"""The web login: one-time codes of five minutes, only for redirects to the app's own host."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from sandbox.wecom.tenant import Tenant
from tests.sandbox.tenant_fixture import Api, set_clock

Company = tuple[Tenant, Api]
PAGE = "http://127.0.0.1:9/t/CN-1?x=1"


def authorize(company: Company, more: dict[str, str], cookies: dict[str, str] | None = None) -> requests.Response:
    query = {"appid": company[0].settings.corp_id, "redirect_uri": PAGE, "response_type": "code",
             "scope": "snsapi_base", "state": "abc123", **more}  # fmt: skip
    url = f"{company[1].url}/connect/oauth2/authorize"
    return requests.get(url, params=query, cookies=cookies, allow_redirects=False, timeout=5)


def code_of(answer: requests.Response) -> str:
    assert answer.status_code == 302
    target = urlsplit(answer.headers["Location"])
    query = parse_qs(target.query)
    assert (target.netloc, query["x"], query["state"]) == ("127.0.0.1:9", ["1"], ["abc123"])
    return query["code"][0]


def test_a_login_code_works_once(company: Company) -> None:
    code = code_of(authorize(company, {"as": "LIN.ER"}))
    told = company[1].get("auth/getuserinfo", code=code)
    assert told["userid"] == "lin.er"
    assert company[1].post("auth/getuserdetail", {"user_ticket": told["user_ticket"]})["mobile"] == "13900000002"
    assert company[1].get("auth/getuserinfo", code=code)["errcode"] == 42022


def test_the_phones_cookie_identifies_the_member(company: Company) -> None:
    code = code_of(authorize(company, {}, cookies={"standin_user": "wu.san"}))
    assert company[1].get("user/getuserinfo", code=code)["UserId"] == "wu.san"


def test_an_unknown_user_is_refused(company: Company) -> None:
    told = company[1].get("auth/getuserinfo", code=code_of(authorize(company, {"as": "visitor"})))
    assert "userid" not in told
    assert told["openid"]


def test_without_a_cookie_the_member_is_chosen_on_a_page(company: Company) -> None:
    answer = authorize(company, {})
    assert answer.status_code == 200
    assert "林二" in answer.text
    assert "as=lin.er" in answer.text


def test_codes_expire(company: Company, tmp_path: Path) -> None:
    code = code_of(authorize(company, {"as": "lin.er"}))
    set_clock(tmp_path, "2026-09-18T10:05:00+08:00")
    assert company[1].get("auth/getuserinfo", code=code)["errcode"] == 42003
    assert company[1].get("auth/getuserinfo", code="made-up")["errcode"] == 40029


@pytest.mark.parametrize(
    "more",
    [{"appid": "wwother"}, {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": "/t/1"}, {"state": "a b"}],
)
def test_invalid_login_requests_are_refused(company: Company, more: dict[str, str]) -> None:
    assert authorize(company, {"as": "lin.er", **more}).status_code == 400


def test_only_the_trusted_host(start) -> None:  # type: ignore[no-untyped-def]
    company = start(trusted_host="127.0.0.1:8080")
    answer = authorize(company, {"as": "lin.er"})
    assert answer.status_code == 400
    assert "50001" in answer.text
