"""Failures of the platform at run time: no message is lost or sent twice (retry, token renewal, unreachable)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.blackbox import records, scenario
from tests.blackbox.conftest import Installation
from tests.blackbox.scenario import CASES, STEPS

SEND, UPDATE = "message/send", "message/update_template_card"
PROPOSER = "liang.jiashu"


@pytest.mark.parametrize("code", [40014, 42001])
def test_a_revoked_token_is_renewed(installation: Installation, code: int) -> None:
    """The token is renewed once, and the message that failed with the old one is retried at once."""
    installation.machine()
    phone = installation.phone(PROPOSER)
    phone.send_text("提出异议")
    phone.see("哪项数据有问题")
    installation.platform.end_tokens(code)
    phone.send_text("养老")
    phone.offered("选这一项")
    assert installation.platform.calls["gettoken"] == 2
    assert_each_once(installation)


@pytest.mark.parametrize(
    "fault",
    [{"code": -1}, {"code": 45033}, {"code": 6000}, {"cut": "before"}, {"cut": "after"}],
    ids=["busy", "concurrency", "concurrent edit", "cut before it was taken", "cut after it was taken"],
)
@pytest.mark.slow
def test_a_failed_message_is_retried(installation: Installation, fault: dict[str, str]) -> None:
    installation.machine()
    phone = installation.phone(PROPOSER)
    installation.platform.inject_fault(SEND, **fault)
    phone.send_text("提出异议")
    phone.see("哪项数据有问题")
    assert installation.settled()
    assert installation.platform.calls[SEND] == 2
    assert_each_once(installation)


@pytest.mark.slow
def test_a_rate_limit_error_is_waited_out(installation: Installation) -> None:
    """45009 (frequency limit): no calls for the ban, then everything; the rehearsal's clock shortens the wait."""
    clock = installation.clock("2026-09-18 周五 10:00")
    installation.machine(clock=clock.setting)
    phone = installation.phone(PROPOSER)
    installation.platform.inject_fault(SEND, code=45009)
    phone.send_text("提出异议")
    assert installation.platform.wait(lambda: installation.platform.calls[SEND] == 1)
    phone.send_text("养老")
    assert installation.handled(2)
    assert installation.platform.calls[SEND] == 1, "it went on calling while it was told to stop"
    clock.to("2026-09-18 周五 10:05")
    phone.see("哪项数据有问题", after=0)
    phone.see("选这一项", after=0)
    assert_each_once(installation)


def test_an_unreachable_recipient_delays_nobody(installation: Installation) -> None:
    """Recipient unreachable: one of two operators has left the app; hers is on the ledger, the other works on."""
    installation.platform.members -= {"fang.zhiyuan"}
    installation.machine()
    number = scenario.file(installation.phone(PROPOSER), CASES[0])
    installation.phone("xu.ruoxi").press("收办", about=number)
    installation.phone("xu.ruoxi").offered("平台核查无误", number)
    assert installation.settled()
    assert records.outbox(installation.database)["dead"] == 1
    assert_each_once(installation)


@pytest.mark.slow
def test_one_objection_despite_failing_api_calls(installation: Installation) -> None:
    """Calls of both kinds fail in different ways; the case is still closed and no message is sent twice."""
    installation.machine()
    faults: list[dict[str, Any]] = [{"code": -1}, {"cut": "after"}, {"cut": "before"}, {"code": 6000}]
    case = CASES[0]
    proposer, operator, officer = map(installation.phone, (case.proposer, "xu.ruoxi", case.officer))
    number = scenario.file(proposer, case)
    fail(installation, SEND, faults[:2])
    fail(installation, UPDATE, faults[2:])
    scenario.centre(operator, case, number)
    installation.platform.end_tokens(42001)
    fail(installation, UPDATE, faults[:2])
    fail(installation, SEND, faults[2:])
    scenario.department(officer, number)
    fail(installation, SEND, faults[:2])
    scenario.result(operator, proposer, number)
    assert installation.settled()
    assert records.steps(installation.database) == {number: list(STEPS)}
    assert_each_once(installation)


def fail(installation: Installation, path: str, faults: list[dict[str, Any]]) -> None:
    for fault in faults:
        installation.platform.inject_fault(path, **fault)


def assert_each_once(installation: Installation) -> None:
    """Every message in a chat is recorded by its id; or, its answer lost, by its reader's press, or was withdrawn."""
    assert installation.settled()
    sent, ids = records.sent(installation.database), Counter(bubble.msgid for bubble in installation.platform.bubbles)
    assert max(sent.values()) == 1
    assert sent <= ids, "recorded as sent, and in no chat"
    proven, withdrawn = records.proven(installation.database), records.withdrawn(installation.database)
    assert proven <= (ids - sent).total() <= proven + withdrawn
    words = [(bubble.user, bubble.task or bubble.words) for bubble in installation.platform.bubbles]
    assert len(set(words)) == len(words)
    assert installation.platform.violations == []
