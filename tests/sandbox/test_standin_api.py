"""The stand-in's JSON envelope, token and media rules, as the real server has them."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from sandbox.wecom.tenant import Tenant
from tests.sandbox.tenant_fixture import Api, set_clock

Company = tuple[Tenant, Api]


def test_refusals_are_200_with_a_hint_and_our_address(company: Company) -> None:
    answer = requests.get(f"{company[1].url}/cgi-bin/user/get", params={"userid": "lin.er"}, timeout=5)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    told = answer.json()
    assert told["errcode"] == 41001
    assert "hint: [" in told["errmsg"]
    assert "from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=41001" in told["errmsg"]


def test_an_unknown_path_is_a_404_without_an_envelope(company: Company) -> None:
    answer = requests.get(f"{company[1].url}/cgi-bin/no/such/thing", timeout=5)
    assert answer.status_code == 404
    assert "errcode" not in answer.text


def test_the_token_is_read_from_the_query_only(company: Company) -> None:
    token = company[1].token()
    url, header = f"{company[1].url}/cgi-bin/getcallbackip", {"Authorization": f"Bearer {token}"}
    assert requests.get(url, headers=header, timeout=5).json()["errcode"] == 41001
    refused = requests.get(url, params={"access_token": "x" * 40}, timeout=5).json()
    assert (refused["errcode"], refused["ip_list"]) == (40014, [])


def test_a_token_expires_after_two_hours(company: Company, tmp_path: Path) -> None:
    token = company[1].token()
    query = {"access_token": token, "userid": "lin.er"}
    url = f"{company[1].url}/cgi-bin/user/get"
    set_clock(tmp_path, "2026-09-18T11:59:00+08:00")
    assert requests.get(url, params=query, timeout=5).json()["errcode"] == 0
    set_clock(tmp_path, "2026-09-18T12:00:00+08:00")
    assert requests.get(url, params=query, timeout=5).json()["errcode"] == 42001
    assert company[1].token() != token


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({}, 41002),
        ({"corpid": "ww0000sandbox0001"}, 41004),
        ({"corpid": "wwother", "corpsecret": "x"}, 40013),
        ({"corpid": "ww0000sandbox0001", "corpsecret": "wrong"}, 40001),
    ],
)
def test_gettoken_errors(company: Company, query: dict[str, str], code: int) -> None:
    assert requests.get(f"{company[1].url}/cgi-bin/gettoken", params=query, timeout=5).json()["errcode"] == code


def test_requests_are_parsed_leniently(company: Company) -> None:
    url = f"{company[1].url}/cgi-bin/message/send?debug=1&access_token={company[1].token()}"
    body = rb'{"agentid":"1000002","text":{"content":"\u597d"},"toparty":"","msgtype":"text","new":1,"touser":"lin.er"}'
    told = requests.post(url, data=body, timeout=5).json()
    assert told["errcode"] == 0
    assert company[0].messages.find(lambda message: message.msgid == told["msgid"])[0].content == {"content": "好"}


@pytest.mark.parametrize(
    "disposition",
    [
        'form-data; name="media"; filename="证明.pdf"; filelength=9',
        "form-data; name=\"media\"; filename*=utf-8''%E8%AF%81%E6%98%8E.pdf",
    ],
)
def test_both_spellings_of_a_chinese_file_name(company: Company, disposition: str) -> None:
    body = f"--b\r\nContent-Disposition: {disposition}\r\n\r\n%PDF-1.7 x\r\n--b--\r\n".encode()
    url = f"{company[1].url}/cgi-bin/media/upload?type=file&access_token={company[1].token()}"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    told = requests.post(url, data=body, headers=headers, timeout=5).json()
    assert isinstance(told["created_at"], str)
    assert company[0].media.get(told["media_id"]).name == "证明.pdf"


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        ("film", b"123456", 40004),
        ("file", b"", 44001),
        ("file", b"12345", 40006),
        ("image", b"GIF89a....", 40005),
        ("image", b"\xff\xd8\xff" + b"0" * 10 * 1024 * 1024, 45001),
        ("voice", b"no amr at all", 40005),
    ],
)
def test_media_are_checked(company: Company, kind: str, content: bytes, code: int) -> None:
    url = f"{company[1].url}/cgi-bin/media/upload?type={kind}&access_token={company[1].token()}"
    assert requests.post(url, files={"media": ("name", content)}, timeout=20).json()["errcode"] == code


def test_media_last_three_days_and_may_be_posted_for(company: Company, tmp_path: Path) -> None:
    url = f"{company[1].url}/cgi-bin/media/upload?type=file&access_token={company[1].token()}"
    media_id = requests.post(url, files={"media": ("a.txt", b"0123456789")}, timeout=5).json()["media_id"]
    query = {"access_token": company[1].token()}
    answer = requests.post(f"{company[1].url}/cgi-bin/media/get", params=query, json={"media_id": media_id}, timeout=5)
    assert answer.content == b"0123456789"
    set_clock(tmp_path, "2026-09-21T10:00:00+08:00")
    assert company[1].get("media/get", media_id=media_id)["errcode"] == 40007


def test_user_list_id_is_paged(company: Company) -> None:
    first = company[1].post("user/list_id", {"limit": 3})
    second = company[1].post("user/list_id", {"limit": 3, "cursor": first["next_cursor"]})
    assert len(first["dept_user"]) == 3
    assert [row["userid"] for row in second["dept_user"]] == ["he.si"]
    assert second["next_cursor"] == ""


@pytest.mark.parametrize(
    ("menu", "code"),
    [
        ([], 40016),
        ([{"type": "click", "name": "一二三四五六", "key": "k"}], 40058),
        ([{"type": "click", "name": "好"}], 40063),
        ([{"type": "view", "name": "好", "url": "http://x/" + "u" * 1024}], 40039),
        ([{"type": "dance", "name": "好", "key": "k"}], 40058),
        ([{"name": "好", "sub_button": [{"type": "click", "name": "x", "key": "k"}] * 6}], 40016),
    ],
)
def test_menu_limits(company: Company, menu: list[object], code: int) -> None:
    assert company[1].post("menu/create", {"button": menu}, agentid=1000002)["errcode"] == code


def test_the_old_private_edition(start, receiver, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    from sandbox.wecom.settings import PRIVATE_OLD
    from tests.sandbox.tenant_fixture import CARD

    company, api = start(profile=PRIVATE_OLD, corp_id="wl0000sandbox0001", callback_url=receiver[1])
    assert api.send("template_card", CARD)["errcode"] == 40008
    assert api.send("textcard", {"title": "标题", "description": "说明", "url": "http://x/"})["errcode"] == 0
    token = {"access_token": api.token()}
    for path in ("auth/getuserinfo", "message/recall", "message/update_template_card"):
        assert requests.get(f"{api.url}/cgi-bin/{path}", params=token, timeout=5).status_code == 404
    assert api.get("user/getuserinfo", code=company.login_codes.issue("lin.er"))["UserId"] == "lin.er"
    assert api.get("user/get", userid="lin.er")["positions"] == ["联络专员 A 角"]
