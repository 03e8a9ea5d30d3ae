"""The self-test reports faults with their remedy, and makes no further call without a token."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.ports import Button
from clock.time_source import FileClock
from platforms.wecom import WeCom, build
from tests.platforms.wecom.conftest import BASE, Server
from tests.platforms.wecom.tenant import NOW, SETTINGS

OURS = [Button("帮助", "帮助")]
ADDRESSES, MENU = "/cgi-bin/getcallbackip", "/cgi-bin/menu/get"


def addresses(server: Server, date: str) -> None:
    server.mock.add("GET", BASE + ADDRESSES, json={"ip_list": ["101.226.103.*"], "errcode": 0}, headers={"Date": date})


def test_no_findings(server: Server, wecom: WeCom) -> None:
    server.token()
    addresses(server, format_datetime(datetime.now(UTC), usegmt=True))
    server.answer(MENU, {"button": [{"type": "click", "name": "帮助", "key": "帮助", "sub_button": []}]}, "GET")
    assert all(finding.ok for finding in wecom.check(OURS))


@pytest.mark.parametrize(
    "there",
    [
        [{"type": "click", "name": "打卡", "key": "attendance"}],
        [{"type": "click", "name": "帮助", "key": "help"}],
        [{"name": "帮助", "sub_button": [{"type": "click", "name": "帮助", "key": "帮助"}]}],
    ],
)
def test_another_programs_menu_is_a_finding(server: Server, wecom: WeCom, there: list[object]) -> None:
    server.token()
    addresses(server, format_datetime(datetime.now(UTC), usegmt=True))
    server.answer(MENU, {"button": there}, "GET")
    (found,) = [finding for finding in wecom.check(OURS) if not finding.ok]
    assert "现在是别的菜单" in found.text


def test_a_wrong_secret_ends_the_checks(server: Server, wecom: WeCom) -> None:
    server.refuse("/cgi-bin/gettoken", 40001, "GET")
    (finding,) = wecom.check(OURS)
    assert not finding.ok
    assert "wecom.secret" in finding.text


def test_clock_skew_unlisted_address_and_missing_menu(server: Server, wecom: WeCom) -> None:
    server.token()
    addresses(server, "Fri, 18 Sep 2020 02:00:00 GMT")
    server.refuse(MENU, 46003, "GET")
    found = {finding.subject: finding for finding in wecom.check(OURS)}
    assert not found["本机时钟"].ok
    assert "NTP" in found["本机时钟"].text
    assert found["企业微信应用菜单"].text.startswith("尚未设置应用菜单；重新启动服务即重新设置")
    assert not found["企业微信应用菜单"].ok


def test_a_platform_without_a_date_header_is_no_fault(server: Server, wecom: WeCom) -> None:
    server.token()
    addresses(server, "soon")
    server.refuse(MENU, 60020, "GET")
    found = {finding.subject: finding for finding in wecom.check(OURS)}
    assert found["本机时钟"].ok
    assert "可信 IP" in found["企业微信应用菜单"].text


def test_every_response_measures_the_clock_skew(server: Server, wecom: WeCom) -> None:
    server.token()
    addresses(server, format_datetime(datetime.now(UTC) - timedelta(seconds=361), usegmt=True))
    server.refuse(MENU, 46003, "GET")
    found = {finding.subject: finding for finding in wecom.check(OURS)}
    (line,) = wecom.health_problems()
    for text in (line, found["本机时钟"].text):
        assert re.search(r"本机时钟 20\d\d-\S+\+08:00，平台时间 20\d\d-\S+\+08:00，相差 36[12] 秒，请校时（NTP）", text)
    assert wecom.clock_skew >= 361
    addresses(server, format_datetime(datetime.now(UTC), usegmt=True))
    assert {finding.subject for finding in wecom.check(OURS) if not finding.ok} == {"企业微信应用菜单"}
    assert [*wecom.health_problems()] == []


def test_signed_timestamps_count_except_in_a_rehearsal(wecom: WeCom, tmp_path: Path) -> None:
    rehearsal = build(SETTINGS, FileClock(tmp_path / "clock"))
    for each in (wecom, rehearsal):
        for second in range(2):
            each.stamped(NOW + timedelta(seconds=second), NOW + timedelta(hours=1))
    assert "相差 3599 秒" in "".join(wecom.health_problems())
    assert [*rehearsal.health_problems()] == []
