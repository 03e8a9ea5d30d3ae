"""`objection doctor` checks a card and a file by a round trip over the platform."""

from __future__ import annotations

import pytest

from bot.ports import Finding
from doctor import callback_round_trip
from platforms.wecom import WeCom
from platforms.wecom.settings import WecomCapabilities
from sandbox.wecom.faults import Fault
from tests.sandbox.test_wecom_client import Company, arrived, client_of

HOME = "https://yiyi.test"


def said(company: Company, wecom: WeCom, reader: str = "lin.er") -> dict[str, Finding]:
    now = company[0].clock.now()
    return {finding.subject: finding for finding in callback_round_trip.card(wecom, reader, HOME, now)}


def test_the_test_file_round_trips(company: Company) -> None:
    finding = callback_round_trip.file(client_of(company))
    assert (finding.ok, "字节相同" in finding.text) == (True, True)
    assert arrived(company) == []


def test_the_test_cards_are_sent_and_updated(company: Company) -> None:
    findings = said(company, client_of(company))
    assert [finding.ok for finding in findings.values()] == [True, True, True]
    assert list(findings) == ["卡片更新", "卡片往返", "文件消息"]
    assert len(arrived(company)) == 3


def test_no_test_message_without_a_recipient(company: Company) -> None:
    assert said(company, client_of(company), "")["卡片往返"].ok
    assert arrived(company) == []


def test_an_edition_without_cards_gets_text(company: Company) -> None:
    wecom = client_of(company, capabilities=WecomCapabilities(cards=False, update=False, files=False))
    assert said(company, wecom)["卡片往返"].ok
    assert "未测试" in callback_round_trip.file(wecom).text
    assert [message.kind for message in arrived(company)] == ["text"]


def test_an_unreachable_recipient_is_a_finding(company: Company) -> None:
    assert not said(company, client_of(company), "nobody")["卡片往返"].ok


@pytest.mark.parametrize("path", ["media/upload", "media/get"])
def test_a_refused_file_is_a_finding(company: Company, path: str) -> None:
    company[0].faults.inject(Fault("api", "refuse", path=path, code=48002))
    assert not callback_round_trip.file(client_of(company)).ok
