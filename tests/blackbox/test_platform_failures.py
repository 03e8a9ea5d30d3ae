"""What the platform may do to us in the middle of a life: nothing that was to be said is lost or said twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.blackbox import records, scenario
from tests.blackbox.conftest import Town
from tests.blackbox.scenario import CASES, STEPS

SEND, UPDATE = "message/send", "message/update_template_card"
PROPOSER = "liang.jiashu"


@pytest.mark.parametrize("code", [40014, 42001])
def test_a_token_that_dies_early(town: Town, code: int) -> None:
    """Renewed once, and the message that met the dead one goes out at once."""
    town.machine()
    phone = town.phone(PROPOSER)
    phone.say("提出异议")
    phone.see("哪项数据有问题")
    town.cloud.end_tokens(code)
    phone.say("养老机构信息")
    phone.offered("选这一项")
    assert town.cloud.calls["gettoken"] == 2
    assert_each_once(town)


@pytest.mark.parametrize(
    "fault",
    [{"code": -1}, {"code": 45033}, {"code": 6000}, {"cut": "before"}, {"cut": "after"}],
    ids=["busy", "concurrency", "concurrent edit", "cut before it was taken", "cut after it was taken"],
)
@pytest.mark.slow
def test_a_message_that_fails_goes_again(town: Town, fault: dict[str, str]) -> None:
    town.machine()
    phone = town.phone(PROPOSER)
    town.cloud.order(SEND, **fault)
    phone.say("提出异议")
    phone.see("哪项数据有问题")
    assert town.settled()
    assert town.cloud.calls[SEND] == 2
    assert_each_once(town)


@pytest.mark.slow
def test_too_many_calls_is_waited_out(town: Town) -> None:
    """45009: silence for the window, then everything; the rehearsal's clock shortens the wait."""
    clock = town.clock("2026-09-18 周五 10:00")
    town.machine(clock=clock.setting)
    phone = town.phone(PROPOSER)
    town.cloud.order(SEND, code=45009)
    phone.say("提出异议")
    assert town.cloud.wait(lambda: town.cloud.calls[SEND] == 1)
    phone.say("养老机构信息")
    assert town.handled(2)
    assert town.cloud.calls[SEND] == 1, "it went on calling while it was told to stop"
    clock.to("2026-09-18 周五 10:05")
    phone.see("哪项数据有问题", after=0)
    phone.see("选这一项", after=0)
    assert_each_once(town)


def test_a_receiver_who_is_gone_holds_up_nobody(town: Town) -> None:
    """One of two operators has left the app: refused for her alone, on the ledger, and the other works on."""
    town.cloud.members -= {"fang.zhiyuan"}
    town.machine()
    number = scenario.file(town.phone(PROPOSER), CASES[0])
    town.phone("xu.ruoxi").press("收办", about=number)
    town.phone("xu.ruoxi").offered("平台核查无误", number)
    assert town.settled()
    assert records.outbox(town.database)["dead"] == 1
    assert_each_once(town)


@pytest.mark.slow
def test_the_whole_road_through_bad_weather(town: Town) -> None:
    """Every third call fails in another way; the road is walked to its end and nothing is said twice."""
    town.machine()
    faults: list[dict[str, Any]] = [{"code": -1}, {"cut": "after"}, {"cut": "before"}, {"code": 6000}]
    case = CASES[0]
    proposer, operator, officer = map(town.phone, (case.proposer, "xu.ruoxi", case.officer))
    number = scenario.file(proposer, case)
    for path in (SEND, UPDATE):
        for fault in faults:
            town.cloud.order(path, **fault)
    scenario.centre(operator, case, number)
    town.cloud.end_tokens(42001)
    scenario.department(officer, number)
    for fault in faults[:2]:
        town.cloud.order(SEND, **fault)
    scenario.result(operator, proposer, number)
    assert town.settled()
    assert records.steps(town.database) == {number: list(STEPS)}
    assert_each_once(town)


def assert_each_once(town: Town) -> None:
    assert town.settled()
    ids = [bubble.msgid for bubble in town.cloud.bubbles]
    assert sorted(records.sent(town.database).elements()) == sorted(ids)
    words = [(bubble.user, bubble.task or bubble.words) for bubble in town.cloud.bubbles]
    assert len(set(words)) == len(words)
    assert town.cloud.complaints == []
