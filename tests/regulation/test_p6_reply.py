"""工作规则二.5、二.6: 数据责任方在收到需求后3个工作日内给予明确答复,并明确数据修复时间。"""

import pytest

from regulation.case import Actor
from regulation.refusals import AlreadyDone, BadValue, Incomplete, NotAnAnswer, NotYours
from regulation.states import Action, ClockKind, Party, Result, State, Verdict
from tests.days import day
from tests.regulation.case_run import (
    COOPERATE,
    CORRECT,
    FIRST_EDITION,
    HANDLER,
    MARKET_OFFICER,
    OFFICER,
    PROPOSER,
    REPAIR,
    SPECIAL,
    CaseRun,
)

FRIDAY = "2026-09-18 周五"
REPLIES = {
    Action.REPLY_REPAIR: (REPAIR, State.REPAIRING),
    Action.REPLY_CORRECT: (CORRECT, State.NOTIFYING),
    Action.REPLY_COOPERATE: (COOPERATE, State.COOPERATING),
    Action.REPLY_SPECIAL: (SPECIAL, State.CONSENTING),
}


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        ("2026-09-18 周五", "2026-09-22 周二"),
        ("2026-09-30 周三", "2026-10-10 周六"),
        ("2025-04-30 周三", "2025-05-08 周四"),
        ("2025-09-28 周日", "2025-10-09 周四"),
    ],
)
def test_three_working_days_from_arrival(arrived: str, due: str) -> None:
    assert CaseRun.in_state(State.DISPATCHED, arrived).due(ClockKind.REPLY) == day(due)


def test_the_click_on_receipt_moves_nothing() -> None:
    """收到需求后: a department that doesn't click gains no time."""
    run = CaseRun.in_state(State.DISPATCHED, FRIDAY)
    run.do(Action.RECEIVE, OFFICER, "2026-09-22 周二")
    assert run.due(ClockKind.REPLY) == day("2026-09-22 周二")
    assert run.case.received_at is not None
    assert isinstance(run.refused(Action.RECEIVE, OFFICER, "2026-09-22 周二"), AlreadyDone)


@pytest.mark.parametrize("action", REPLIES)
@pytest.mark.parametrize("state", [State.DISPATCHED, State.VERIFYING])
def test_each_definite_reply_stops_the_limit(action: Action, state: State) -> None:
    run = CaseRun.in_state(state, FRIDAY)
    given, to = REPLIES[action]
    run.do(action, OFFICER, "2026-09-22 周二 23:59", **given)
    assert run.case.state is to
    assert run.clock(ClockKind.REPLY).verdict is Verdict.IN_TIME
    assert run.case.received_at is not None


def test_a_day_later_it_is_late() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-09-23 周三 00:00", **CORRECT)
    assert run.clock(ClockKind.REPLY).verdict is Verdict.LATE


@pytest.mark.parametrize(
    "words",
    [
        "正在核实",
        "正在核实中，请稍等。",
        "我们正在尽快核实，请耐心等待",
        "已收到，相关部门正在处理",
        "收到！",
        "已转办，待核实后答复",
        "。。。",
    ],
)
def test_words_that_say_nothing_are_no_reply(words: str) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    refusal = run.refused(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT | {"finding": words})
    assert isinstance(refusal, NotAnAnswer)
    assert run.runs(ClockKind.REPLY)


@pytest.mark.parametrize("words", ["属实", "核实无误", "经核实，登记日期有误，应为2021年3月1日", "情况属实"])
def test_short_but_definite_is_a_reply(words: str) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT | {"finding": words})


@pytest.mark.parametrize("action", REPLIES)
def test_each_reply_asks_for_all_its_parts(action: Action) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    given, _ = REPLIES[action]
    if action is Action.REPLY_REPAIR:
        given = given | {"expected_on": "2026-09-25"}
    for field in given:
        refusal = run.refused(action, OFFICER, FRIDAY, **{name: given[name] for name in given if name != field})
        assert isinstance(refusal, Incomplete)
        assert refusal.field == field


@pytest.mark.parametrize("expected", ["2026-09-17", "soon", "2030-01-01", 7, "2026-13-01"])
def test_the_expected_date_is_a_day_to_come(expected: object) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    refusal = run.refused(Action.REPLY_REPAIR, OFFICER, FRIDAY, **REPAIR | {"expected_on": expected})
    assert isinstance(refusal, BadValue)
    assert refusal.field == "expected_on"


def test_the_promise_stands_beside_the_limit() -> None:
    """Beyond it in the first edition; since the second, never beyond it (test_p5_expected_date.py)."""
    run = CaseRun.in_state(State.VERIFYING, FRIDAY, law=FIRST_EDITION)
    decision = run.do(Action.REPLY_REPAIR, OFFICER, FRIDAY, **REPAIR | {"expected_on": "2026-10-20"})
    assert run.case.promised_on == day("2026-10-20 周二")
    assert run.due(ClockKind.REPAIR) == day("2026-09-29 周二")
    assert decision.data["beyond_limit"] is True


def test_cooperation_hands_the_days_to_the_proposer_and_back() -> None:
    run = CaseRun.in_state(State.COOPERATING, FRIDAY)
    assert run.case.party is Party.PROPOSER
    assert not run.runs(ClockKind.REPLY)
    run.do(Action.COOPERATE, PROPOSER, "2026-09-24 周四", done="已到窗口提交证明原件")
    assert (run.case.state, run.case.party) == (State.VERIFYING, Party.DEPARTMENT)
    assert run.due(ClockKind.REPLY) == day("2026-09-30 周三")


def test_a_correct_record_is_a_result_too() -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, FRIDAY, **CORRECT)
    assert run.case.result is Result.CORRECT
    assert run.due(ClockKind.NOTICE) == day("2026-09-20 周日")


@pytest.mark.parametrize("actor", [HANDLER, MARKET_OFFICER, PROPOSER])
def test_nobody_else_replies(actor: Actor) -> None:
    run = CaseRun.in_state(State.VERIFYING, FRIDAY)
    assert isinstance(run.refused(Action.REPLY_CORRECT, actor, FRIDAY, **CORRECT), NotYours)


def test_a_department_may_answer_without_the_proposers_part() -> None:
    run = CaseRun.in_state(State.COOPERATING, FRIDAY)
    run.do(Action.REPLY_CORRECT, OFFICER, "2026-09-24 周四", **CORRECT)
    assert run.case.state is State.NOTIFYING
