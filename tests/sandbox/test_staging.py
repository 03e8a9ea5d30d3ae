"""Scenarios, leaps of the clock and the fresh start on a running rehearsal, over the page's own endpoints."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import requests

from clock.time_source import SHANGHAI
from sandbox.rehearsal import Rehearsal, rehearsal
from sandbox.staging.running_task import Busy
from sandbox.staging.scenarios import SCENARIOS
from sandbox.staging.staged_acts import Staging
from sandbox.wecom.message_store import Message

START = "2026-09-14T09:30:00+08:00"  # 周一
PATIENCE = 90.0
STATES = {
    "prescreen": "待预审",
    "supplement": "待补正",
    "reply": "部门核实中",
    "repair": "部门修正中",
    "notice": "待告知结果",
    "confirm": "待提出方确认",
    "late": "部门核实中",
    "special": "待同意特例",
    "joint": "部门核实中",
    "returned": "待转交",
}
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    """One for all tests of this file; each begins it anew."""
    folder = tmp_path_factory.mktemp("rehearsal")
    (folder / "clock").write_text(START)
    with rehearsal(folder) as started:
        yield started


@pytest.fixture
def fresh(running: Rehearsal) -> Rehearsal:
    done(staging(running).begin_anew())
    return running


def staging(running: Rehearsal) -> Staging:
    found = running.context.staging
    assert found is not None
    return found


def done(task: Any) -> str:
    assert task.ended.wait(PATIENCE)
    assert not task.failed, task.text
    return str(task.text)


def post(running: Rehearsal, path: str, **data: str) -> requests.Response:
    return requests.post(f"{running.url}{path}", data=data, timeout=PATIENCE)


def said(running: Rehearsal, userid: str) -> list[Message]:
    return [each for each in running.context.tenant.messages.of(userid) if not each.mine]


def local(message: Message) -> datetime:
    return message.at.astimezone(SHANGHAI)


def named(message: Message, *words: str) -> bool:
    return all(word in str(message.content) for word in words)


@pytest.mark.parametrize("name", [*SCENARIOS])
def test_a_scenario_brings_a_fresh_case_there_and_shows_whose_turn_it_is(fresh: Rehearsal, name: str) -> None:
    answer = post(fresh, f"/scenarios/{name}")
    task = staging(fresh).tasks.task
    assert task is not None
    outcome = done(task)
    assert answer.status_code in (200, 202)
    (case,) = staging(fresh).tour.record.cases()
    assert case.state == STATES[name]
    assert case.number in outcome
    assert any(named(each, case.number[-4:]) for each in said(fresh, task.shows))
    assert [entry for entry in fresh.context.tenant.messages.journal if not entry.good] == []


def test_two_scenarios_in_a_row_are_two_cases(fresh: Rehearsal) -> None:
    """The second is not taken for the same fault, and not held back by the limit of messages a minute."""
    for name in ("confirm", "confirm", "repair"):
        done(staging(fresh).build(name))
    assert [each.state for each in staging(fresh).tour.record.cases()] == ["待提出方确认", "待提出方确认", "部门修正中"]


def test_a_scenario_waits_for_the_filing_under_way(fresh: Rehearsal) -> None:
    """What a person is writing on the proposer's phone is not mixed with it; the page says what to do."""
    fresh.context.phone("chen.yuan").send_text("提出异议")
    wait_until(lambda: any(form.name == "filing" for form in staging(fresh).tour.record.forms()))
    answer = post(fresh, "/scenarios/prescreen")
    assert answer.status_code == 409
    assert "还没有填完" in answer.json()["outcome"]


def test_a_leap_of_days_has_everything_at_its_hour(fresh: Rehearsal) -> None:
    """F16: from Monday to Friday the reminders of each morning bear that morning, the digests their minute."""
    done(staging(fresh).build("reply"))  # the reply is due on 周四
    assert post(fresh, "/clock", step="to", to="2026-09-18T10:00").status_code in (200, 202)
    done(staging(fresh).tasks.task)
    (case,) = staging(fresh).tour.record.cases()
    officer = [local(each) for each in said(fresh, "lin.xiaotang") if local(each).day > 14]
    assert [f"{each:%m-%d %H:%M}" for each in officer] == ["09-16 09:00", "09-17 09:00", "09-18 09:00"]
    late = [(each.user, f"{local(each):%m-%d %H:%M}") for user in ("gu.changfeng", "gao.mingzhe")
            for each in said(fresh, user) if named(each, case.number[-4:])]  # fmt: skip
    assert late == [("gu.changfeng", "09-18 09:00"), ("gao.mingzhe", "09-18 09:01")]
    assert f"{staging(fresh).control.local():%m-%d %H:%M}" == "09-18 10:00"


def test_a_result_leaves_in_time_when_the_clock_is_pressed_twice(fresh: Rehearsal) -> None:
    """F16, M14: two presses of 下一工作日9:00 leap over the afternoon in which the bot itself tells the result."""
    done(staging(fresh).build("notice"))
    for _ in range(2):
        assert post(fresh, "/clock", step="weekday").status_code in (200, 202)
        done(staging(fresh).tasks.task)
    (case,) = staging(fresh).tour.record.cases()
    assert case.state == "待提出方确认"
    (told,) = [local(each) for each in said(fresh, "chen.yuan") if named(each, "办理结果告知", case.number)]
    assert f"{told:%m-%d %H:%M}" == "09-15 16:00"  # ninety minutes before service ends on the last day


def test_a_leap_of_a_year_can_be_stopped(fresh: Rehearsal) -> None:
    before = staging(fresh).control.local()
    task = staging(fresh).leap(before.replace(year=2027, month=8))
    with pytest.raises(Busy, match="停下"):
        staging(fresh).build("reply")
    assert post(fresh, "/scenarios/reply").status_code == 409
    assert post(fresh, "/restart").status_code == 409
    wait_until(lambda: task.share > 0)
    post(fresh, "/task/stop")
    assert task.ended.wait(PATIENCE)
    assert "已停下" in task.text
    now = staging(fresh).control.local()
    assert before < now < before.replace(year=2027, month=8)
    time.sleep(1.1)
    assert staging(fresh).control.local() > now  # it runs on


def test_the_clock_goes_forward_only(fresh: Rehearsal) -> None:
    answer = post(fresh, "/clock", step="to", to="2026-09-14T09:00")
    assert answer.status_code == 409
    assert "重新开始演练" in answer.json()["outcome"]
    assert post(fresh, "/clock", step="to", to="gestern").status_code == 400


def test_a_fresh_start_leaves_nothing(fresh: Rehearsal) -> None:
    """Clock, database, phones, directory, faults; the address stays, and the bot answers."""
    done(staging(fresh).build("late"))
    post(fresh, "/directory", change="rename", userid="lin.xiaotang", value="林一")
    post(fresh, "/faults", kind="api:refuse", code="45009")
    answer = post(fresh, "/restart")
    done(staging(fresh).tasks.task)
    tenant = fresh.context.tenant
    assert answer.status_code in (200, 202)
    assert f"{staging(fresh).control.local():%Y-%m-%d %H:%M}" == "2026-09-14 09:30"
    assert staging(fresh).tour.record.cases() == []
    assert tenant.faults.waiting() == []
    assert said(fresh, "lin.xiaotang") == []
    assert next(each.name for each in fresh.context.handsets if each.userid == "lin.xiaotang") == "林晓棠"
    done(staging(fresh).build("prescreen"))
    (case,) = staging(fresh).tour.record.cases()
    assert case.number == "CN-20260914-0001"


def test_a_scenario_goes_on_with_a_renamed_account(fresh: Rehearsal) -> None:
    answer = post(fresh, "/directory", change="move", userid="lin.xiaotang", value="lin.new")
    assert answer.json()["phones"] == {"lin.xiaotang": "lin.new"}
    task = staging(fresh).build("reply")
    done(task)
    assert task.shows == "lin.new"
    assert staging(fresh).tour.record.cases()[-1].acts[-1] == "签收"


def test_an_unknown_scenario_is_none(fresh: Rehearsal) -> None:
    assert post(fresh, "/scenarios/moon").status_code == 404


def wait_until(true: Any) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.03)
