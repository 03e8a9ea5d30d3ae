"""工作规则二.2: 区大数据中心在接收到数据核实需求后,将进行问题预审,
并在1个工作日内出具是否收办意见。不予收办的,应当一并说明理由。
"""

import pytest

from regulation.case import Actor
from regulation.refusals import AlreadyDone, BadValue, Incomplete, NotYours
from regulation.states import Action, ClockKind, Outcome, State, Verdict
from tests.days import day
from tests.regulation.case_run import DECLINING, OFFICER, OPERATOR, PROPOSER, CaseRun


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-09-18 周五 10:00", "2026-09-20 周日"),  # make-up Sunday before the National Day
        ("2026-02-13 周五 10:00", "2026-02-14 周六"),  # make-up Saturday before Spring Festival
        ("2026-09-19 周六 10:00", "2026-09-20 周日"),  # a day off: received that day, tomorrow is day one
        ("2026-09-17 周四 23:59", "2026-09-18 周五"),  # at night: received that day
        ("2026-09-18 周五 00:00", "2026-09-20 周日"),
        ("2026-09-30 周三 10:00", "2026-10-08 周四"),
        ("2024-12-31 周二 10:00", "2025-01-02 周四"),
        ("2025-01-24 周五 10:00", "2025-01-26 周日"),
    ],
)
def test_one_working_day(filed: str, due: str) -> None:
    assert CaseRun(filed).due(ClockKind.ACCEPT) == day(due)


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        ("2026-09-18 周五 10:01", Verdict.IN_TIME),
        ("2026-09-20 周日 23:59", Verdict.IN_TIME),
        ("2026-09-21 周一 00:00", Verdict.LATE),
    ],
)
def test_the_verdict_is_frozen_at_the_act(at: str, verdict: Verdict) -> None:
    run = CaseRun("2026-09-18 周五")
    run.do(Action.ACCEPT, OPERATOR, at)
    assert run.clock(ClockKind.ACCEPT).verdict is verdict
    assert run.case.state is State.CHECKING


def test_declining_is_timed_too() -> None:
    run = CaseRun("2026-09-18 周五")
    run.do(Action.DECLINE, OPERATOR, "2026-09-21 周一", **DECLINING)
    assert run.clock(ClockKind.ACCEPT).verdict is Verdict.LATE
    assert (run.case.state, run.case.outcome) == (State.CLOSED, Outcome.DECLINED)


@pytest.mark.parametrize(("ground", "reason", "field"), [("not_public_data", " ", "reason"), ("", "重复", "ground")])
def test_declining_needs_ground_and_reason(ground: str, reason: str, field: str) -> None:
    refusal = CaseRun("2026-09-18 周五").refused(
        Action.DECLINE, OPERATOR, "2026-09-18 周五", ground=ground, reason=reason
    )
    assert isinstance(refusal, Incomplete)
    assert refusal.field == field


def test_an_unknown_ground_is_named_with_the_choices() -> None:
    refusal = CaseRun("2026-09-18 周五").refused(
        Action.DECLINE, OPERATOR, "2026-09-18 周五", ground="mood", reason="不想办"
    )
    assert isinstance(refusal, BadValue)
    assert "所涉数据不属于公共数据" in refusal.text


def test_reasons_are_kept_apart_from_the_facts() -> None:
    run = CaseRun("2026-09-18 周五")
    decision = run.do(Action.DECLINE, OPERATOR, "2026-09-18 周五", **DECLINING)
    assert decision.texts == {"reason": DECLINING["reason"]}
    assert DECLINING["reason"] not in str(decision.as_json())


def test_the_second_click_is_told_that_it_is_done() -> None:
    run = CaseRun("2026-09-18 周五")
    run.do(Action.ACCEPT, OPERATOR, "2026-09-18 周五")
    assert isinstance(run.refused(Action.ACCEPT, OPERATOR, "2026-09-18 周五"), AlreadyDone)


@pytest.mark.parametrize("actor", [PROPOSER, OFFICER])
def test_only_the_centre_prescreens(actor: Actor) -> None:
    assert isinstance(CaseRun("2026-09-18 周五").refused(Action.ACCEPT, actor, "2026-09-18 周五"), NotYours)


def test_a_declined_case_is_reopened_with_a_reason_and_a_new_limit() -> None:
    run = CaseRun("2026-09-18 周五")
    run.do(Action.DECLINE, OPERATOR, "2026-09-18 周五", **DECLINING)
    run.do(Action.REOPEN, OPERATOR, "2026-09-30 周三", reason="原判断有误")
    assert (run.case.state, run.case.outcome, run.case.closed_at) == (State.PRESCREEN, None, None)
    assert run.due(ClockKind.ACCEPT) == day("2026-10-08 周四")
