"""The self-test tells what is wrong and how to mend it, and never asks on without a token."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from platforms.wecom import WeCom
from tests.platforms.wecom.conftest import BASE, Server

ADDRESSES, MENU = "/cgi-bin/getcallbackip", "/cgi-bin/menu/get"


def addresses(server: Server, date: str) -> None:
    server.mock.add("GET", BASE + ADDRESSES, json={"ip_list": ["101.226.103.*"], "errcode": 0}, headers={"Date": date})


def test_all_is_well(server: Server, wecom: WeCom) -> None:
    server.token()
    addresses(server, format_datetime(datetime.now(UTC), usegmt=True))
    server.answer(MENU, {"button": [{"type": "click", "name": "帮助", "key": "帮助"}]}, "GET")
    assert all(finding.ok for finding in wecom.check())


def test_a_wrong_secret_ends_the_questions(server: Server, wecom: WeCom) -> None:
    server.refuse("/cgi-bin/gettoken", 40001, "GET")
    (finding,) = wecom.check()
    assert not finding.ok
    assert "wecom.secret" in finding.text


def test_a_wrong_clock_an_unlisted_address_and_no_menu(server: Server, wecom: WeCom) -> None:
    server.token()
    addresses(server, "Fri, 18 Sep 2020 02:00:00 GMT")
    server.refuse(MENU, 46003, "GET")
    found = {finding.subject: finding for finding in wecom.check()}
    assert not found["本机时钟"].ok
    assert "NTP" in found["本机时钟"].text
    assert found["企业微信应用菜单"].text == "尚未设置应用菜单"


def test_a_platform_that_does_not_tell_the_time_is_no_fault(server: Server, wecom: WeCom) -> None:
    server.token()
    addresses(server, "soon")
    server.refuse(MENU, 60020, "GET")
    found = {finding.subject: finding for finding in wecom.check()}
    assert found["本机时钟"].ok
    assert "可信 IP" in found["企业微信应用菜单"].text
